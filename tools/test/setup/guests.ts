// SPDX-License-Identifier: Apache-2.0
import { GUEST_ARCHES } from '../../payload/guest.ts';
import { getPayload } from '../../payload/payload.ts';
import { withTask } from '../../progress.ts';

/** Global set-up of the lane `guests`; the tests of a guest that cannot be fetched are skipped, and named. */
export async function setup(): Promise<void> {
  for (const arch of GUEST_ARCHES) {
    await withTask(`guest ${arch}`, (task) => getPayload(arch, task)).catch(() => undefined); // shown by the task
  }
}
