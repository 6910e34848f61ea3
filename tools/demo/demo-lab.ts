// SPDX-License-Identifier: Apache-2.0

import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { type Lab, type LabOptions, startLab } from '@lava/lab/lab.ts';
import { enterFirstDevice } from './enter-device.ts';
import { IMAGES } from './first-job.ts';

/**
 * A lab in which the examples run unchanged: it has their device, and their jobs find kernel and ramdisk of this
 * machine's architecture where they look for them.
 * @throws Error when the guest cannot be made, or a program of the lab does not start
 */
export async function startDemoLab(
  options: Pick<LabOptions, 'directory' | 'httpPort' | 'progress'>,
): Promise<Lab> {
  const { directory } = await getPayload(hostGuest());
  const lab = await startLab({ ...options, fileDirs: `${IMAGES}=${directory}:/srv:/usr/share` });
  try {
    await enterFirstDevice(lab);
    return lab;
  } catch (error) {
    await lab.stop();
    throw error;
  }
}
