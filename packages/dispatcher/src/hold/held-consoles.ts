// SPDX-License-Identifier: Apache-2.0
import { toLavaError } from '@lava/protocol/error/error.ts';
import { consolesOf } from '../board/consoles.ts';
import type { Consoles } from '../console/consoles.ts';
import type { Run } from '../engine/step.ts';
import type { Board, BoardConsole } from '../job/board.ts';
import { splitShellWords } from '../job/shell-words.ts';

/** After so long a console that cannot be opened, or has closed, is tried again, milliseconds. */
const AGAIN = 10_000;

/** The consoles of a board that is held: all of them, open. What they say is in the log. */
export class HeldConsoles {
  readonly #run: Run;
  readonly #board: Board;
  readonly #consoles: Consoles;
  readonly #triedAt = new Map<string, number>();
  readonly #begun = performance.now();

  constructor(run: Run, board: Board) {
    this.#run = run;
    this.#board = board;
    this.#consoles = consolesOf(run.job);
  }

  get any(): boolean {
    return this.#board.consoles.length > 0 || this.#consoles.all().length > 0;
  }

  /** For how long nobody has typed, seconds. */
  get quiet(): number {
    return (performance.now() - Math.max(this.#begun, this.#consoles.typedAt)) / 1_000;
  }

  /** Opens what is not open. A console that does not open is in the log, and tried again later. */
  async keepOpen(): Promise<void> {
    const open = this.#consoles.all();
    for (const connection of open) connection.discard(); // nobody waits for what it said
    for (const each of this.#board.consoles) {
      const isOpen = open.some(({ name }) => name === each.name);
      if (!isOpen && performance.now() - (this.#triedAt.get(each.name) ?? -AGAIN) >= AGAIN)
        await this.#open(each);
    }
  }

  async #open({ name, command, tags }: BoardConsole): Promise<void> {
    const { job, progress, log, step } = this.#run;
    this.#triedAt.set(name, performance.now());
    try {
      const options = { name, tags, namespace: step.namespace, env: job.host.env };
      await this.#consoles.open(progress, splitShellWords(command), options);
      log.debug(`Console ${name} is open`);
    } catch (error) {
      progress.throwIfDone();
      log.warning(`console ${name} does not open: ${toLavaError(error).message}`);
    }
  }
}
