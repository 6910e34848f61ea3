// SPDX-License-Identifier: Apache-2.0

import type { ConsoleView } from '@lava/protocol/api/console.ts';
import type { ConsoleConnection, ConsoleHandlers } from '@lava/protocol/api/console-connection.ts';
import { ConsolePace } from '@lava/protocol/api/console-pace.ts';
import type { LavaError } from '@lava/protocol/error/error.ts';
import { safeCell } from '../../output/safe.ts';
import { ESCAPE_HELP, EscapeKeys, type Wish } from './escape-keys.ts';

export interface TerminalOptions {
  /** Bytes a second; as they come when undefined. */
  pace: number | undefined;
  keyboard: 'ask' | 'force' | 'never';
  /** For a person at a terminal, or a program that pipes in what is typed. */
  raw: boolean;
  /** Remarks, for people. */
  note(text: string): void;
}

/** After the end of what was piped in, milliseconds without output until the console is left. */
const QUIET = 2_000;

/** What is piped in, where nobody says how fast: bytes a second, about what a serial line takes, and how much may wait. */
const PIPED = 10_000;
const MOST_WAITING = 64 * 1024;

/** This terminal, or what was piped in, at a console. */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #keys = new EscapeKeys();
  readonly #done = Promise.withResolvers<void>();
  #connection: ConsoleConnection | undefined;
  #view: ConsoleView | undefined;
  #asked = false;
  readonly #pace = new ConsolePace((bytes) => this.#connection?.type(bytes));
  /** Piped in before the keyboard was ours. */
  #early: Buffer = Buffer.alloc(0);
  #ended = false;
  #quiet: NodeJS.Timeout | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#pace.rate = options.pace ?? (options.raw ? undefined : PIPED);
  }

  /** Until the person leaves, or the job ends. @throws LavaError why the console cannot be had */
  async run(connect: (handlers: ConsoleHandlers) => ConsoleConnection): Promise<void> {
    const { stdin } = process;
    const { raw } = this.#options;
    const receive = (bytes: Buffer) => this.#onKeys(bytes);
    const end = () => this.#onEnd();
    try {
      this.#connection = connect(this.#handlers());
      if (raw) stdin.setRawMode(true);
      stdin.on('data', receive).on('end', end).resume();
      if (raw) this.#remark('type Enter ~ . to leave, Enter ~ ? for help');
      await this.#done.promise;
    } finally {
      this.#pace.close();
      clearTimeout(this.#quiet);
      stdin.off('data', receive).off('end', end).pause();
      if (raw) stdin.setRawMode(false);
      this.#connection?.close();
    }
  }

  #handlers(): ConsoleHandlers {
    return {
      output: (bytes) => {
        process.stdout.write(bytes);
        if (this.#ended) this.#leaveWhenQuiet();
      },
      fresh: () => undefined,
      state: (view) => this.#onState(view),
      skipped: (bytes) => this.#remark(`${bytes} bytes skipped; the job's log has them`),
      refused: (message) => this.#remark(message),
      linked: (up) => {
        if (!up) this.#remark('the connection is lost; dialing again');
      },
      ended: (error?: LavaError) => {
        if (error) return this.#done.reject(error);
        this.#remark('the job has ended');
        this.#done.resolve();
      },
    };
  }

  #onState(view: ConsoleView): void {
    const before = this.#view;
    this.#view = view;
    const { keyboard } = this.#options;
    if (!this.#asked && view.console !== null && keyboard !== 'never') {
      this.#asked = true;
      if (view.mayType) this.#connection?.ask({ type: 'take', force: keyboard === 'force' });
      else this.#remark('you may watch, not type: the job does not let you');
    }
    if (view.yours && !before?.yours) this.#remark(`you have the keyboard of ${view.console}`);
    else if (view.writer !== before?.writer && view.writer !== null && !view.yours)
      this.#remark(`${view.writer} has the keyboard of ${view.console}`);
    if (view.yours && this.#early.length > 0) {
      this.#type(this.#early);
      this.#early = Buffer.alloc(0);
    }
  }

  #onKeys(bytes: Buffer): void {
    const { raw } = this.#options;
    for (const piece of raw ? this.#keys.take(bytes) : [bytes]) {
      if (typeof piece === 'string') this.#onWish(piece);
      else if (this.#view?.yours) this.#type(piece);
      else if (raw) this.#remark('you do not have the keyboard; Enter ~ w takes it');
      else this.#early = Buffer.concat([this.#early, piece]);
    }
    this.#holdBack();
  }

  #type(bytes: Buffer): void {
    this.#pace.add(bytes);
    this.#holdBack();
  }

  /** What is piped in waits where it comes from. */
  #holdBack(): void {
    const { stdin } = process;
    if (this.#early.length + this.#pace.waiting < MOST_WAITING) stdin.resume();
    else {
      stdin.pause();
      setTimeout(() => this.#holdBack(), 100).unref();
    }
  }

  #onWish(wish: Wish): void {
    if (wish === 'quit') this.#done.resolve();
    else if (wish === 'help') this.#remark(ESCAPE_HELP);
    else if (wish === 'take') this.#connection?.ask({ type: 'take', force: true });
    else this.#connection?.ask({ type: wish });
  }

  #onEnd(): void {
    this.#ended = true;
    this.#leaveWhenQuiet();
  }

  #leaveWhenQuiet(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      const waits = this.#pace.waiting + (this.#options.keyboard === 'never' ? 0 : this.#early.length);
      if (waits === 0) this.#done.resolve();
      else this.#leaveWhenQuiet();
    }, QUIET);
  }

  /** In raw mode a new line does not begin at the left by itself. */
  #remark(text: string): void {
    if (this.#options.raw)
      process.stderr.write(
        `\r\n${text
          .split('\n')
          .map((line) => `[${safeCell(line)}]\r\n`)
          .join('')}`,
      );
    else this.#options.note(text);
  }
}
