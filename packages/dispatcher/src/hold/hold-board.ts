// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import { HOLD_FILE, type HoldFile, WISH_FILE, WishFile } from '@lava/protocol/wire/hold-wish.ts';
import type * as z from 'zod';
import { hms } from '../engine/duration.ts';
import type { Run } from '../engine/step.ts';
import { DaemonFile } from '../host/daemon-file.ts';
import type { Board } from '../job/board.ts';
import { HeldConsoles } from './held-consoles.ts';
import { switchOnFirst, switchPower } from './held-power.ts';

/** So often consoles are looked at, and the wish where no event came, milliseconds. */
const LOOK = 1_000;

/** So long before the end the log says so, seconds. */
const WARNING = 300;

/** What holds where nobody says otherwise, seconds. */
interface Limits {
  seconds: number;
  idle: number | undefined;
  /** After a failure. */
  failed?: true;
}

/**
 * Gives the board to people: power on, all consoles open. Ends when they wish so, when their time is over, or when nobody has
 * typed for a while.
 * @returns why it has ended; undefined when there is no console, so nothing was held
 */
export async function holdBoard(run: Run, board: Board, limits: Limits): Promise<string | undefined> {
  const { host } = run.job;
  using file = host.jobDir === undefined ? undefined : new DaemonFile(host.jobDir, WISH_FILE, WishFile);
  const consoles = new HeldConsoles(run, board);
  if (!consoles.any) return undefined;
  run.log.driving = run.step.namespace;
  const byItself = machineSeconds() + limits.seconds;
  const first = file?.read();
  if (host.jobDir !== undefined) sayHeld(host.jobDir, limits);
  let switched = first?.power?.number ?? 0;
  let told = 0;
  run.log.info(`The board is held for ${hms((first?.until ?? byItself) - machineSeconds())}`);
  await switchOnFirst(run);
  for (;;) {
    const wish = file?.read();
    const until = wish?.until ?? byItself;
    const idle = wish ? wish.idle : limits.idle;
    const left = until - machineSeconds();
    const why = wish?.end ?? reasonToEnd(left, idle, consoles);
    if (why !== undefined) {
      run.log.info(`The hold ends: ${why}`);
      return why;
    }
    if (wish?.power && wish.power.number > switched) {
      switched = wish.power.number;
      await switchPower(run, wish.power.to);
    }
    if (left < WARNING && told !== until) {
      told = until;
      if (limits.seconds > WARNING) run.log.warning(`The hold ends in ${hms(left)}`);
    }
    await consoles.keepOpen();
    const wait = Math.min(LOOK, Math.max(10, left * 1_000));
    await (file ? file.changed(run.progress, wait) : run.progress.sleep(wait));
  }
}

/** The worker's daemon says it to the server. */
function sayHeld(jobDir: string, { seconds: asked, failed }: Limits): void {
  const text = JSON.stringify({ began: machineSeconds(), asked, failed } satisfies z.infer<typeof HoldFile>);
  replaceFile(join(jobDir, HOLD_FILE), text, { mode: 0o600, durable: false });
}

function reasonToEnd(left: number, idle: number | undefined, consoles: HeldConsoles): string | undefined {
  if (left <= 0) return 'its time is over';
  if (idle !== undefined && consoles.quiet >= idle) return `nobody has typed for ${hms(idle)}`;
  return consoles.any ? undefined : 'the last console has closed';
}
