// SPDX-License-Identifier: Apache-2.0
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import { jobStatus } from '../../entities/job/status.ts';
import { type Command, jobNumberIn } from './commands.ts';

/** The job of the number typed, else the newest whose description has what is typed. */
export function useFoundJobs(query: string): Command[] {
  const navigate = useNavigate();
  const number = jobNumberIn(query);
  const [text] = useDebouncedValue(query.trim(), 200);
  const { data } = useQuery({
    ...queries.foundJobs(text),
    enabled: number === undefined && text.length >= 2,
    placeholderData: keepPreviousData,
  });
  const go = (id: number) => () => void navigate({ to: '/jobs/$id', params: { id } });
  if (number !== undefined) {
    return [{ ...JOB, id: 'number', label: `Job ${number}`, run: go(number) }];
  }
  if (query.trim().length < 2) return [];
  return (data?.items ?? []).map((job) => ({
    ...JOB,
    id: `job ${job.id}`,
    label: `${job.id} ${job.description}`,
    about: jobStatus(job).label,
    run: go(job.id),
  }));
}

const JOB = { group: 'Jobs', icon: 'list', found: true } as const;
