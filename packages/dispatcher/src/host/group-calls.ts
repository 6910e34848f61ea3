// SPDX-License-Identifier: Apache-2.0
import { watch } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import {
  ANSWER_FILE,
  AnswerFile,
  ASK_FILE,
  type GroupAnswer,
  type GroupCall,
} from '@lava/protocol/wire/group-call.ts';

/** How often the answer is looked for when no event came, milliseconds. */
const POLL = 500;
/** Of an answer, bytes. */
const MAX_FILE = 4 * 1024 * 1024;

/** What this job asks of the other jobs of its MultiNode group: by files, which the worker's daemon carries. */
export class GroupCalls {
  readonly #jobDir: string;
  readonly #meetings = new Map<string, number>();
  #number = 0;

  constructor(jobDir: string) {
    this.#jobDir = jobDir;
  }

  /** Which time it is that this job comes to the meeting. */
  nextMeeting(name: string): number {
    const times = (this.#meetings.get(name) ?? 0) + 1;
    this.#meetings.set(name, times);
    return times;
  }

  /** Resolves with the answer, however long that takes. @throws the reason of `progress` */
  async ask(progress: Progress, call: GroupCall): Promise<GroupAnswer> {
    progress.throwIfDone();
    this.#number += 1;
    const number = this.#number;
    const { promise: change, resolve: wake } = Promise.withResolvers<void>();
    let changed = { promise: change, resolve: wake };
    const watcher = watch(this.#jobDir, (_, name) => {
      if (name === ANSWER_FILE) changed.resolve();
    });
    watcher.on('error', () => watcher.close()); // it is polled
    try {
      const text = JSON.stringify({ number, call });
      replaceFile(join(this.#jobDir, ASK_FILE), text, { mode: 0o600, durable: false });
      for (;;) {
        changed = Promise.withResolvers<void>();
        const answer = this.#read();
        if (answer?.number === number) return answer.answer;
        const poll = setTimeout(changed.resolve, POLL);
        try {
          await progress.race(changed.promise);
        } finally {
          clearTimeout(poll);
        }
      }
    } finally {
      watcher.close();
    }
  }

  #read(): AnswerFile | undefined {
    try {
      const text = readRegular(join(this.#jobDir, ANSWER_FILE), MAX_FILE).toString();
      return AnswerFile.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined; // not there yet
    }
  }
}
