// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** What a way to leave may do with the program on the terminal. */
export interface Leaving {
  progress: Progress;
  /** Types text as it is; never waits. */
  type(text: string): void;
  /** Resolves when the text comes, or when it has not come for so long, milliseconds. */
  heard(text: string, ms: number): Promise<void>;
}

/** How a program is left. Every way ends with SIGTERM to its process group, then SIGKILL to its whole session. */
export interface Leave {
  /** Asks it to end, in its own language. */
  ask?: (leaving: Leaving) => Promise<void> | void;
  /** How long it may take to end after it was asked, and again after SIGTERM, milliseconds. */
  grace: number;
}

/** Time for asking, milliseconds: `docker stop` gives a container ten seconds itself. */
const ASK_TIME = 15_000;

/** Time for the prompt of telnet to come, milliseconds. */
const PROMPT_TIME = 1_000;

/** A program that ends on request. QEMU blocked on its console never does, so it has little time. */
export const PROGRAM: Leave = { grace: 200 };

/** Ctrl-] leads to telnet's own prompt. A server of serial ports frees the port when the connection ends well. */
export const TELNET: Leave = {
  async ask({ type, heard }) {
    type('\x1d');
    await heard('telnet>', PROMPT_TIME);
    type('quit\r');
  },
  grace: 2_000,
};

export const SSH: Leave = {
  ask: ({ type }) => type('\r~.'),
  grace: 2_000,
};

export const SHELL: Leave = {
  ask: ({ type }) => type('\x03\rexit\r'),
  grace: 1_000,
};

/** A program in a container, which outlives the client on the terminal: `stop` ends the container. */
export function container(stop: (progress: Progress) => Promise<void>): Leave {
  return { ask: ({ progress }) => stop(progress), grace: 2_000 };
}

/** By the tags of the device's connection; where they do not tell, by the program. */
export function leaveOf(tags: readonly string[], program: string): Leave {
  const kind =
    KINDS.find(([name]) => tags.includes(name)) ?? KINDS.find(([name]) => name === basename(program));
  return kind?.[1] ?? PROGRAM;
}

const KINDS: readonly [string, Leave][] = [
  ['telnet', TELNET],
  ['ssh', SSH],
  ['shell', SHELL],
];

/**
 * Asks a program to end in its own language.
 * @param terminal types text, never waiting; reports whether the text has come, or the program has ended
 * @throws what asking failed with; LavaError `step-timeout`
 */
export async function askToLeave(
  { ask }: Leave,
  { type, hears }: { type(text: string): void; hears(text: string): boolean },
): Promise<void> {
  if (!ask) return;
  using root = Progress.root();
  using progress = root.child(
    ASK_TIME,
    () => new LavaError('step-timeout', `not left after ${ASK_TIME / 1000} seconds`),
  );
  const heard = async (text: string, ms: number) => {
    for (const end = performance.now() + ms; performance.now() < end && !hears(text); )
      await progress.sleep(10);
  };
  await progress.race(Promise.resolve(ask({ progress, type, heard })));
}
