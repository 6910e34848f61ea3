// SPDX-License-Identifier: Apache-2.0

import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { type Lab, type LabOptions, startLab } from '@lava/lab/lab.ts';
import { boardsPlace, enterNewBoards } from './board.ts';
import { enterFirstDevice } from './enter-device.ts';
import { IMAGES } from './first-job.ts';

type Options = Pick<LabOptions, 'directory' | 'httpPort' | 'progress'>;

/**
 * A lab in which the examples run unchanged: it has their device, and their jobs find kernel and ramdisk of this
 * machine's architecture where they look for them.
 * @throws Error when the guest cannot be made, or a program of the lab does not start
 */
export async function startDemoLab(options: Options): Promise<Lab> {
  const { directory } = await getPayload(hostGuest());
  const lab = await startLab({ ...options, fileDirs: `${IMAGES}=${directory}:/srv:/usr/share` });
  return orStop(lab, () => enterFirstDevice(lab));
}

/** The same with virtual boards, and what their example boots. @throws Error when a program of them is missing, too */
export async function startBoardLab({ boards = 1, ...options }: Options & { boards?: number }): Promise<Lab> {
  const { directory } = await getPayload('arm64');
  const fileDirs = `${IMAGES}/arm64=${directory}:/srv:/usr/share`;
  const lab = await startLab({ ...options, fileDirs, tftpDir: boardsPlace(options.directory).tftp });
  return orStop(lab, async () => {
    options.progress?.('starting virtual boards');
    await enterNewBoards(lab, options.directory, boards);
  });
}

async function orStop(lab: Lab, enter: () => Promise<void>): Promise<Lab> {
  try {
    await enter();
    return lab;
  } catch (error) {
    await lab.stop();
    throw error;
  }
}
