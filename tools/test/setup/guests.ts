// SPDX-License-Identifier: Apache-2.0
import { GUEST_ARCHES } from '@lava/guest/guest.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { withTask } from '@lava/kit/task-line.ts';

/** Global set-up of the lane `guests`; the tests of a guest that cannot be fetched are skipped, and named. */
export async function setup(): Promise<void> {
  for (const arch of GUEST_ARCHES) {
    await withTask(`guest ${arch}`, (task) => getPayload(arch, task)).catch(() => undefined); // shown by the task
  }
}
