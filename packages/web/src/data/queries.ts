// SPDX-License-Identifier: Apache-2.0
import type { DefinitionForm, JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** Every read of the pages, one function a resource; the first word of a key is the `resource` of change events. */
export const queries = {
  /** Asked again whenever the tab is looked at: another tab may have signed in as somebody else. */
  session: () =>
    queryOptions({
      queryKey: ['session'],
      queryFn: ({ signal }) => client.withSignal(signal).session(),
      staleTime: 60_000,
      refetchOnWindowFocus: 'always',
    }),

  jobs: (filter: JobFilter) =>
    infiniteQueryOptions({
      queryKey: ['job', 'list', filter],
      queryFn: ({ pageParam, signal }) =>
        client.withSignal(signal).jobs.list({ ...filter, after: pageParam, limit: PAGE }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  recentJobs: (submitter: string, limit: number) =>
    queryOptions({
      queryKey: ['job', 'list', { submitter, limit }],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.list({ submitter, limit }),
    }),
  jobCounts: () =>
    queryOptions({
      queryKey: ['job', 'list', 'counts'],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.counts(),
    }),
  job: (id: number) =>
    queryOptions({
      queryKey: ['job', 'one', id],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.get(id),
    }),
  results: (id: number) =>
    queryOptions({
      queryKey: ['job', 'results', id],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).jobs.results(id, page)),
    }),
  definition: (id: number, form: DefinitionForm = 'submitted') =>
    queryOptions({
      queryKey: ['definition', id, form],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.definition(id, form),
      staleTime: Infinity,
    }),

  devices: () =>
    queryOptions({
      queryKey: ['device', 'list'],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).devices.list(page)),
    }),
  device: (name: string) =>
    queryOptions({
      queryKey: ['device', 'one', name],
      queryFn: ({ signal }) => client.withSignal(signal).devices.get(name),
    }),
  dictionary: (name: string) =>
    queryOptions({
      queryKey: ['device', 'dictionary', name],
      queryFn: ({ signal }) => absent(client.withSignal(signal).devices.dictionary.get(name)),
    }),
  rendered: (name: string) =>
    queryOptions({
      queryKey: ['device', 'rendered', name],
      queryFn: ({ signal }) => client.withSignal(signal).devices.rendered(name),
      retry: false,
    }),

  deviceTypes: () =>
    queryOptions({
      queryKey: ['device-type', 'list'],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).deviceTypes.list(page)),
    }),
  deviceType: (name: string) =>
    queryOptions({
      queryKey: ['device-type', 'one', name],
      queryFn: ({ signal }) => client.withSignal(signal).deviceTypes.get(name),
    }),
  template: (name: string) =>
    queryOptions({
      queryKey: ['device-type', 'template', name],
      queryFn: ({ signal }) => absent(client.withSignal(signal).deviceTypes.template.get(name)),
    }),

  workers: () =>
    queryOptions({
      queryKey: ['worker', 'list'],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).workers.list(page)),
    }),
  worker: (name: string) =>
    queryOptions({
      queryKey: ['worker', 'one', name],
      queryFn: ({ signal }) => client.withSignal(signal).workers.get(name),
    }),

  /** The stream of changes does not have these. */
  joinRequests: () =>
    queryOptions({
      queryKey: ['worker', 'join-requests'],
      queryFn: ({ signal }) => client.withSignal(signal).joinRequests.list(),
      refetchInterval: JOIN_REQUESTS_AGAIN,
      retry: false,
    }),

  tokens: () =>
    queryOptions({
      queryKey: ['tokens'],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).tokens.list(page)),
    }),
  users: () =>
    queryOptions({
      queryKey: ['users'],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).users(page)),
    }),
};

export interface JobFilter {
  state?: JobState | undefined;
  health?: JobHealth | undefined;
  deviceType?: string | undefined;
  device?: string | undefined;
  submitter?: string | undefined;
  search?: string | undefined;
}

const PAGE = 50;
/** Milliseconds. */
const JOIN_REQUESTS_AGAIN = 10_000;

/** A text that nobody has written yet is an answer, not an error. */
async function absent<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'not-found') return null;
    throw error;
  }
}
