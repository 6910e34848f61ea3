// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import {
  ANSWER_FILE,
  AnswerFile,
  ASK_FILE,
  type GroupAnswer,
  type GroupCall,
} from '@lava/protocol/wire/group-call.ts';
import { DaemonFile } from './daemon-file.ts';

/** How often the answer is looked for when no event came, milliseconds. */
const POLL = 500;

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
    using answers = new DaemonFile(this.#jobDir, ANSWER_FILE, AnswerFile);
    const text = JSON.stringify({ number, call });
    replaceFile(join(this.#jobDir, ASK_FILE), text, { mode: 0o600, durable: false });
    for (;;) {
      const answer = answers.read();
      if (answer?.number === number) return answer.answer;
      await answers.changed(progress, POLL);
    }
  }
}
