// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../../../data/queries.ts';
import type { OpenLog } from '../../../log/open-log.ts';
import { useLater } from '../../../ui/page/later.tsx';
import { mergeResults, type ShownResult } from './merge.ts';

const NONE: ShownResult[] = [];

/** Results of the job: those the server has, and those that the log has shown since. */
export function useResults(job: Job, log: OpenLog): ShownResult[] {
  const { data } = useQuery({ ...queries.results(job.id), enabled: useLater() });
  const stored = data?.items ?? NONE;
  const seen = log.store.view().results;
  const count = seen.length;
  // The list grows in place: its length tells that there is more, not its identity.
  return useMemo(() => mergeResults(stored, seen.slice(0, count)), [stored, seen, count]);
}
