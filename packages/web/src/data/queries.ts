// SPDX-License-Identifier: Apache-2.0
import type { DefinitionForm, JobQuery } from '@lava/protocol/api/jobs.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** Every read of the pages, one function a resource; the first word of a key is the `resource` of change events. */
export const queries = {
  session: () => queryOptions({ queryKey: ['session'], queryFn: client.session, staleTime: Infinity }),

  jobs: (filter: JobFilter) =>
    infiniteQueryOptions({
      queryKey: ['job', 'list', filter],
      queryFn: ({ pageParam }) => client.jobs.list({ ...filter, before: pageParam, limit: PAGE }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => (page.next === null ? undefined : Number(page.next)),
    }),
  job: (id: number) => queryOptions({ queryKey: ['job', 'one', id], queryFn: () => client.jobs.get(id) }),
  results: (id: number) =>
    queryOptions({ queryKey: ['job', 'results', id], queryFn: () => client.jobs.results(id) }),
  definition: (id: number, form: DefinitionForm = 'submitted') =>
    queryOptions({
      queryKey: ['definition', id, form],
      queryFn: () => client.jobs.definition(id, form),
      staleTime: Infinity,
    }),

  devices: () => queryOptions({ queryKey: ['device', 'list'], queryFn: client.devices.list }),
  device: (name: string) =>
    queryOptions({ queryKey: ['device', 'one', name], queryFn: () => client.devices.get(name) }),
  dictionary: (name: string) =>
    queryOptions({
      queryKey: ['device', 'dictionary', name],
      queryFn: () => absent(client.devices.dictionary.get(name)),
    }),
  dictionaryHistory: (name: string) =>
    queryOptions({
      queryKey: ['device', 'dictionary-history', name],
      queryFn: () => client.devices.dictionary.history(name),
    }),
  rendered: (name: string) =>
    queryOptions({
      queryKey: ['device', 'rendered', name],
      queryFn: () => client.devices.rendered(name),
      retry: false,
    }),

  deviceTypes: () => queryOptions({ queryKey: ['device-type', 'list'], queryFn: client.deviceTypes.list }),
  deviceType: (name: string) =>
    queryOptions({ queryKey: ['device-type', 'one', name], queryFn: () => client.deviceTypes.get(name) }),
  template: (name: string) =>
    queryOptions({
      queryKey: ['device-type', 'template', name],
      queryFn: () => absent(client.deviceTypes.template.get(name)),
    }),
  templateHistory: (name: string) =>
    queryOptions({
      queryKey: ['device-type', 'template-history', name],
      queryFn: () => client.deviceTypes.template.history(name),
    }),

  workers: () => queryOptions({ queryKey: ['worker', 'list'], queryFn: client.workers.list }),
  worker: (name: string) =>
    queryOptions({ queryKey: ['worker', 'one', name], queryFn: () => client.workers.get(name) }),

  /** Who knocks is not in the stream of changes. */
  joinRequests: () =>
    queryOptions({
      queryKey: ['worker', 'join-requests'],
      queryFn: client.joinRequests.list,
      refetchInterval: JOIN_REQUESTS_AGAIN,
      retry: false,
    }),

  tokens: () => queryOptions({ queryKey: ['tokens'], queryFn: client.tokens.list }),
  users: () => queryOptions({ queryKey: ['users'], queryFn: client.users }),
};

export type JobFilter = Pick<JobQuery, 'state' | 'health' | 'deviceType' | 'device' | 'submitter' | 'search'>;

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
