// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Board, LabFile } from './lab-file.ts';
import { environment, isRunning, logTail } from './parts.ts';
import type { Place } from './place.ts';
import { emulatorOf, scriptOf } from './power-script.ts';

export const POWER_ACTIONS = ['on', 'off', 'reset'] as const;
export type PowerAction = (typeof POWER_ACTIONS)[number];

/** How long a change of power may take, milliseconds. */
const PATIENCE = 20_000;

export function hasPower(place: Place, { outlet }: Board): boolean {
  return isRunning(place, emulatorOf(outlet));
}

/** What the PDU is asked. */
export function powerUrl(
  { pduPort }: Pick<LabFile, 'pduPort'>,
  { outlet }: Board,
  action: PowerAction,
): string {
  const word = action === 'reset' ? 'reboot' : action;
  return `http://127.0.0.1:${pduPort}/power/control/${word}?hostname=lab&port=${outlet}&delay=1`;
}

/** Asks the PDU, as a worker does, and waits until it has been done. @throws LavaError `host-tool-failed` */
export async function switchPower(
  place: Place,
  lab: LabFile,
  board: Board,
  action: PowerAction,
): Promise<void> {
  try {
    const response = await fetch(powerUrl(lab, board, action), { signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
  } catch (cause) {
    throw new LavaError('host-tool-failed', `pdudaemon of the lab: ${(cause as Error).message}`, {
      hint: '`lava lab up` starts it again',
      cause,
    });
  }
  const deadline = performance.now() + PATIENCE;
  while (hasPower(place, board) !== (action !== 'off')) {
    if (performance.now() > deadline)
      throw new LavaError('host-tool-failed', `${board.name} is not ${action === 'off' ? 'off' : 'on'}`, {
        hint: logTail(place, emulatorOf(board.outlet)) || undefined,
      });
    await sleep(50);
  }
}

/** Without the PDU, which may be dead: pulls the plug. */
export function cutPower(place: Place, { outlet }: Board): void {
  spawnSync(scriptOf(place), ['off', String(outlet)], {
    ...place.account,
    cwd: '/',
    stdio: 'ignore',
    env: environment(place, 'down'),
  });
}
