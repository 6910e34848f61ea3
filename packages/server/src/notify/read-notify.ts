// SPDX-License-Identifier: Apache-2.0
import { Notify } from '@lava/protocol/job/notify.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { computeText } from '../compute/compute.ts';

export type Callback = NonNullable<Notify['callback']>;

/** What a stored definition says of notifications; undefined for one that says nothing, or nothing that is understood any more. */
export function notifyOf(definition: string): Promise<Notify | undefined> {
  return computeText('read-notify', definition, readNotify);
}

export function readNotify(definition: string): Notify | undefined {
  const job = loadYaml(definition) as { notify?: unknown } | null;
  return Notify.safeParse(job?.notify).data;
}

export function callbacksOf({ callback, callbacks }: Notify): Callback[] {
  return callback ? [callback] : (callbacks ?? []);
}
