// SPDX-License-Identifier: Apache-2.0
import type { Attempt } from '@lava/protocol/api/attempts.ts';
import { Box, Text } from '@mantine/core';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { transport } from '../../../data/client.ts';
import type { LineRange } from '../../../log/line-range.ts';
import { LineStore } from '../../../log/line-store.ts';
import { LogLoader, type LogSource, type LogStatus } from '../../../log/log-loader.ts';
import { LogPanel } from '../../../log/log-panel.tsx';
import type { OpenLog } from '../../../log/open-log.ts';

/** The log of an attempt that is over. */
export function AttemptLog({ job, attempt: { attempt, records } }: { job: number; attempt: Attempt }) {
  const log = useEndedLog(job, attempt, records);
  const [range, setRange] = useState<LineRange>();
  const address = (form: string) => `/api/v1/jobs/${job}/log.${form}?attempt=${attempt}`;
  return (
    <Box component="section" aria-label={`Log of attempt ${attempt}`} display="flex" flex={1} mih={0}>
      <LogPanel
        log={log}
        download={address('yaml')}
        text={address('txt')}
        range={range}
        onRange={setRange}
        onPlace={ignore}
        empty={<Text c="dimmed">This attempt wrote no log.</Text>}
      />
    </Box>
  );
}

const ignore = () => undefined;

function useEndedLog(job: number, attempt: number, records: number): OpenLog {
  const [store] = useState(() => new LineStore());
  const [status, setStatus] = useState<LogStatus>({ live: false, problem: undefined, partial: false });
  const [loader, setLoader] = useState<LogLoader>();
  useEffect(() => {
    const created = new LogLoader(store, sourceOf(job, attempt), setStatus, ignore);
    created.start(records, true);
    setLoader(created);
    return () => created.dispose();
  }, [store, job, attempt, records]);
  const version = useSyncExternalStore(store.subscribe, () => store.version);
  return useMemo(
    () => ({ store, version, status, want: (first, last) => loader?.want(first, last) }),
    [store, version, status, loader],
  );
}

/** All that there is was stored before it is opened. */
function sourceOf(job: number, attempt: number): LogSource {
  return {
    async fetchRecords(from, limit, signal) {
      const query = { from, limit, attempt };
      const response = await transport('GET', `/jobs/${job}/records`, { query, signal });
      return new Uint8Array(await response.arrayBuffer());
    },
    async *stream() {},
  };
}
