// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { transport } from '../../data/client.ts';
import { live } from '../../data/live.ts';
import { queries } from '../../data/queries.ts';
import { takeEarlyBody } from '../../lib/early-answers.ts';
import { parseLineRange } from '../../log/line-range.ts';
import { LineStore } from '../../log/line-store.ts';
import { LogLoader, type LogSource, type LogStatus } from '../../log/log-loader.ts';
import type { OpenLog } from '../../log/open-log.ts';
import { blockAddress, blockStart, openingRecord } from '../../log/opening.ts';

/** The job's records, loading and then following the job until it is finished. */
export function useJobLog(job: Job): OpenLog {
  const queryClient = useQueryClient();
  const { id } = job;
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- another job needs another store
  const store = useMemo(() => openedStore(job), [id]);
  const complete = job.state === 'finished' && job.logComplete;
  const [status, setStatus] = useState<LogStatus>({ live: !complete, problem: undefined, partial: false });
  const [loader, setLoader] = useState<LogLoader>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: -- what the job was at first; what comes later is streamed
  useEffect(() => {
    const created = new LogLoader(store, serverSource(id), setStatus, (changed) => {
      queryClient.setQueryData(queries.job(id).queryKey, changed);
      if (changed.state === 'finished') {
        queryClient.invalidateQueries({ queryKey: queries.results(id).queryKey });
      }
    });
    // A job that failed opens at its end, where the reason is.
    const opensAt = job.error && job.state === 'finished' ? job.records : 1;
    const first = parseLineRange(location.hash)?.first ?? opensAt;
    created.start(job.records, complete, Math.max(0, first - 1));
    setLoader(created);
    return () => created.dispose();
  }, [id, store, queryClient]);

  const version = useSyncExternalStore(store.subscribe, () => store.version);
  return useMemo(
    () => ({ store, version, status, want: (first, last) => loader?.want(first, last) }),
    [store, version, status, loader],
  );
}

/** With the lines that came before the code of this page, so that they are in its first picture. */
function openedStore({ id, records }: Job): LineStore {
  const store = new LineStore();
  const from = blockStart(openingRecord(location.hash));
  const lines = takeEarlyBody(blockAddress(id, from));
  if (!lines) return store;
  store.expect(records);
  store.addBytes(from, lines);
  return store;
}

function serverSource(id: number): LogSource {
  return {
    async fetchRecords(from, limit, signal) {
      const response = await transport('GET', `/jobs/${id}/records`, { query: { from, limit }, signal });
      return new Uint8Array(await response.arrayBuffer());
    },
    stream: (from, signal) => live.followJob(id, from, signal),
  };
}
