// SPDX-License-Identifier: Apache-2.0
import type { Query, QueryClient } from '@tanstack/react-query';

/** What the pages show: the first word of the key of every query, and the `resource` of the server's events. */
export const RESOURCES = {
  job: { reflects: [] },
  device: { reflects: ['worker'] },
  'device-type': { reflects: ['job', 'device'] },
  worker: { reflects: ['job'] },
  user: { reflects: [] },
  group: { reflects: ['user', 'permission'] },
  permission: { reflects: ['group'] },
  token: { reflects: [] },
  history: { reflects: ['job', 'device', 'device-type', 'worker', 'user', 'group', 'permission', 'token'] },
} as const satisfies Record<string, { reflects: readonly string[] }>;

export type Resource = keyof typeof RESOURCES;

/** Whether answers about `resource` hold something of what changed, besides the resource itself. */
export function reflects(resource: string, changed: string): boolean {
  const of: { reflects: readonly string[] } | undefined = RESOURCES[resource as Resource];
  return of?.reflects.includes(changed) ?? false;
}

/** Asks again for everything a change by this page may have touched; resolves when the pages in view have it. */
export async function invalidate(queryClient: QueryClient, changed: readonly Resource[]): Promise<void> {
  const predicate = ({ queryKey: [resource] }: Query) =>
    typeof resource === 'string' && changed.some((one) => one === resource || reflects(resource, one));
  await queryClient.invalidateQueries({ predicate });
}
