// SPDX-License-Identifier: Apache-2.0
import type { DefinitionForm } from '@lava/protocol/api/jobs.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** Reads of single things, one function each; lists are collections (collection.ts). The first word of a key is its resource. */
export const queries = {
  /** Asked again whenever the tab is looked at: another tab may have signed in as somebody else. */
  session: () =>
    queryOptions({
      queryKey: ['session'],
      queryFn: ({ signal }) => client.withSignal(signal).session(),
      staleTime: 60_000,
      refetchOnWindowFocus: 'always',
    }),

  recentJobs: (submitter: string, limit: number) =>
    queryOptions({
      queryKey: ['job', 'list', { submitter, limit }],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.list({ submitter, limit }),
    }),
  foundJobs: (search: string) =>
    queryOptions({
      queryKey: ['job', 'list', { search, limit: 6 }],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.list({ search, limit: 6 }),
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
  comments: (id: number) =>
    queryOptions({
      queryKey: ['job', 'comments', id],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).jobs.comments.list(id, page)),
    }),
  retention: (id: number) =>
    queryOptions({
      queryKey: ['job', 'retention', id],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.retention(id),
    }),
  failureTags: () =>
    queryOptions({
      queryKey: ['job', 'list', 'failure-tags'],
      queryFn: ({ signal }) => client.withSignal(signal).failureTags.list({ limit: 1_000 }),
    }),
  comparison: (before: number, after: number, suite: string | undefined) =>
    queryOptions({
      queryKey: ['job', 'comparison', before, after, suite],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.compare(before, after, { suite }),
    }),
  /** The stream of changes does not have these. */
  deliveries: (id: number) =>
    queryOptions({
      queryKey: ['job', 'deliveries', id],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).jobs.deliveries(id, page)),
      refetchInterval: DELIVERIES_AGAIN,
    }),
  definition: (id: number, form: DefinitionForm = 'submitted') =>
    queryOptions({
      queryKey: ['definition', id, form],
      queryFn: ({ signal }) => client.withSignal(signal).jobs.definition(id, form),
      staleTime: Infinity,
    }),

  foundDevices: (search: string) =>
    queryOptions({
      queryKey: ['device', 'list', { search, limit: FOUND }],
      queryFn: ({ signal }) => client.withSignal(signal).devices.list({ search, limit: FOUND }),
    }),
  /** As many as one worker may have. */
  devicesOf: (worker: string) =>
    queryOptions({
      queryKey: ['device', 'list', 'of', worker],
      queryFn: ({ signal }) => client.withSignal(signal).devices.list({ worker, limit: 1_000 }),
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

  /** All of them; for completion, which must know every name. */
  deviceTypes: () =>
    queryOptions({
      queryKey: ['device-type', 'list', 'all'],
      queryFn: ({ signal }) => readPages((page) => client.withSignal(signal).deviceTypes.list(page)),
    }),
  foundDeviceTypes: (search: string) =>
    queryOptions({
      queryKey: ['device-type', 'list', { search, limit: FOUND }],
      queryFn: ({ signal }) => client.withSignal(signal).deviceTypes.list({ search, limit: FOUND }),
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
  healthCheck: (name: string) =>
    queryOptions({
      queryKey: ['device-type', 'health-check', name],
      queryFn: ({ signal }) => absent(client.withSignal(signal).deviceTypes.healthCheck.get(name)),
    }),

  foundWorkers: (search: string) =>
    queryOptions({
      queryKey: ['worker', 'list', { search, limit: FOUND }],
      queryFn: ({ signal }) => client.withSignal(signal).workers.list({ search, limit: FOUND }),
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

  sessions: () =>
    queryOptions({
      queryKey: ['sessions'],
      queryFn: ({ signal }) => client.withSignal(signal).sessions.list(),
    }),
};

/** Rows of each list that the palette asks for: it shows fewer, those whose name begins with what is typed first. */
const FOUND = 20;

/** Milliseconds. */
const JOIN_REQUESTS_AGAIN = 10_000;
const DELIVERIES_AGAIN = 5_000;

/** A text that nobody has written yet is an answer, not an error. */
async function absent<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'not-found') return null;
    throw error;
  }
}
