// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../console/connection.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { waitTime } from '../engine/waits.ts';
import { FileServer } from '../host/file-server.ts';
import { packTar } from '../image/write-tar.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { TransferOverlay } from './boot-schema.ts';
import { shellCommand } from './shell.ts';

/** @throws LavaError `step-unavailable` for a way that this version does not know */
export function checkTransfer({ block }: PlanContext): void {
  const { transfer_method: method = 'http' } = TransferOverlay.parse(block.transfer_overlay);
  if (method !== 'http')
    throw new LavaError('step-unavailable', `transfer_method ${method} is not supported yet`, {
      hint: 'use http',
    });
}

/** Lets the booted device fetch the overlay from the worker and unpack it, by the commands of the job. */
export async function transferOverlay(
  run: Run,
  { block }: PlanContext,
  console: Slot<Connection>,
  overlay: Slot<Overlay>,
): Promise<void> {
  const connection = console.get();
  const transfer = TransferOverlay.parse(block.transfer_overlay);
  const directory = await mkdtemp(join(run.job.host.workDir, 'overlay-'));
  const name = `overlay-${run.step.level}.tar.gz`;
  const archive = join(directory, name);
  await packTar(run.progress, overlay.get().tree, archive);
  const server = await FileServer.start();
  try {
    const url = server.add(run.job.host.dispatcherIp(), archive, name);
    const commands = [
      `rm -f ${name}`,
      `${transfer.download_command ?? 'wget'} ${url}`,
      `${transfer.unpack_command} ${name}`,
    ];
    for (const command of commands) {
      // A download takes as long as it takes, unless the job says otherwise.
      using limit = waitTime(run);
      await shellCommand(limit, connection, command);
    }
  } finally {
    server.close();
  }
}
