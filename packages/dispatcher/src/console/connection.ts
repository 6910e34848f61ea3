// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from '@lava/kit/process/group.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import { Progress } from '@lava/kit/progress.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { requireTool } from '../host/tool.ts';
import type { JobLog } from '../records/job-log.ts';
import { Complaints } from './complaints.ts';
import { ConsoleText, type ExpectOptions, type Match } from './console.ts';
import { ASK_TIME, askedTooLong, type Leave, PROGRAM } from './leave.ts';
import type { Pattern } from './pattern.ts';
import { Pty } from './pty.ts';

/** Records that wait for the disk before the device's output is held back, bytes. */
const BACKLOG = 1024 * 1024;

/** An emulated UART writes byte by byte: pieces in quick succession are gathered for so long, ms, or until so many bytes. */
const GATHER_TIME = 5;
const ENOUGH = 16 * 1024;

/** How long after the end of the program its output may still be on its way, milliseconds; each piece begins it again. */
const LAST_WORDS = 1_000;

/** How long killed processes may take to go, milliseconds: one that is stuck in the kernel stays longer. */
const KILL_TIME = 2_000;

/** How often a full terminal is tried again, milliseconds. */
const FULL = 5;

export interface ConnectionOptions {
  /** What it is for messages: `qemu-system-x86_64`. */
  name: string;
  /** Namespace whose device speaks here. */
  namespace: string;
  log: JobLog;
  env?: Record<string, string>;
  cwd?: string;
  /** How it is left before it is killed; `PROGRAM` when absent. */
  leave?: Leave;
  /** Standard error is messages of the program itself, not of the device. */
  separateErrors?: boolean;
  /** What it is called when the program ends by itself; `connection-closed` when absent. */
  closedCode?: Code;
}

/**
 * A console that is a program on a terminal of 80 × 24: QEMU itself, or telnet, ssh and the like. It leads a session of its
 * own, so that everything that it starts ends with it.
 */
export class Connection {
  readonly name: string;
  readonly namespace: string;
  /** Milliseconds after each character that is sent, where the device needs it. */
  characterDelay = 0;
  /** What ends a line that is sent. */
  lineSeparator = '\n';
  readonly #pty: Pty;
  readonly #log: JobLog;
  readonly #text: ConsoleText;
  readonly #leave: Leave;
  readonly #complaints: Complaints | undefined;
  readonly #closedCode: Code;
  readonly #begun = Promise.withResolvers<void>();
  readonly #hungUp = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  /** When the last piece came. */
  #received = 0;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #gathering: NodeJS.Timeout | undefined;
  #lastWords: NodeJS.Timeout | undefined;
  #ended: { code: number | null; signal: number | null } | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    [program, ...args]: readonly [string, ...string[]],
    options: ConnectionOptions,
    complaints: Complaints | undefined,
  ) {
    this.name = options.name;
    this.namespace = options.namespace;
    this.#log = options.log;
    this.#leave = options.leave ?? PROGRAM;
    this.#closedCode = options.closedCode ?? 'connection-closed';
    this.#complaints = complaints;
    this.#text = new ConsoleText((line, open, continued) =>
      this.#log.console(options.namespace, line, { open, continued }),
    );
    this.#pty = new Pty(program, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      receive: (chunk) => this.#receive(Buffer.from(chunk)),
      hungUp: () => this.#hungUp.resolve(),
      exited: (code, signal) => {
        this.#ended = { code, signal };
        this.#exited.resolve();
        this.#finishSoon();
        const all = [this.#hungUp.promise, complaints?.ended()];
        void Promise.all(all).then(() => this.#finish());
      },
    });
    this.#pty.resume();
  }

  /** @throws LavaError `host-tool-missing`, `host-tool-failed` when the program cannot be started */
  static async open(
    progress: Progress,
    [program = '', ...args]: readonly string[],
    options: ConnectionOptions,
  ): Promise<Connection> {
    await progress.race(options.log.ready);
    const path = requireTool(program);
    if (!options.separateErrors) return new Connection([path, ...args], options, undefined);
    const complaints = await Complaints.open(options.name, options.log);
    return new Connection(complaints.command([path, ...args]), options, complaints);
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Why it is closed; undefined while it is open. */
  get closed(): LavaError | undefined {
    return this.#text.closed;
  }

  /** What came and was not waited for yet. */
  get unconsumed(): string {
    return this.#text.unconsumed;
  }

  /** Exit status of the program, once it has ended and all that it said is here; null when a signal has ended it. */
  get exitCode(): number | null | undefined {
    return this.closed && this.#ended?.code;
  }

  /** The last that the program itself said on its standard error. */
  get errors(): string {
    return this.#complaints?.text ?? '';
  }

  /**
   * Waits for the first of the patterns.
   * @throws LavaError the reason of `progress`, `connection-closed`, `test-pattern`; `bug` when somebody waits already
   */
  async expect(
    progress: Progress,
    patterns: readonly Pattern[],
    options: { byLine?: boolean } = {},
  ): Promise<Match> {
    const match = await this.expectOrSilence(progress, patterns, options);
    if (!match) throw new LavaError('bug', 'a wait without a limit of silence ended by silence');
    return match;
  }

  /** The same; undefined when the console stays silent for `silence` milliseconds. */
  async expectOrSilence(
    progress: Progress,
    patterns: readonly Pattern[],
    options: ExpectOptions,
  ): Promise<Match | undefined> {
    this.#log.driving = this.namespace;
    try {
      return await this.#text.expect(progress, patterns, options);
    } catch (error) {
      if (progress.signal.aborted && error === progress.signal.reason) this.#explainTimeout(error, patterns);
      throw error;
    }
  }

  /** Types a line. */
  async sendLine(progress: Progress, line: string): Promise<void> {
    await this.send(progress, line, this.lineSeparator);
  }

  /** Types text, and `end` after it, which the log does not show. */
  async send(progress: Progress, text: string, end = ''): Promise<void> {
    this.#log.driving = this.namespace;
    this.#text.flush();
    this.#log.line('input', text);
    if (this.characterDelay === 0) return this.#write(progress, text + end);
    for (const char of text + end) {
      await this.#write(progress, char);
      await progress.sleep(this.characterDelay);
    }
  }

  /** Resolves when the device has said something, the program has ended, or the time is over, milliseconds. */
  async settled(progress: Progress, ms: number): Promise<void> {
    using limit = progress.child(ms, () => new LavaError('step-timeout', 'nothing was said'));
    try {
      await limit.race(this.#begun.promise);
    } catch (error) {
      progress.throwIfDone();
      if (!limit.signal.aborted) throw error;
    }
  }

  /** Forgets what came and was not waited for. */
  discard(): void {
    this.#text.discard();
  }

  /** Ends the program and everything of its session: asks, then kills. Never waits without a limit; safe to call again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (!this.#ended) {
      this.#process();
      await this.#ask();
      this.#text.close(new LavaError('connection-closed', `the connection to ${this.name} was closed`));
      this.#complaints?.mute();
      // Output that nobody reads any more must not keep the program from ending.
      this.#pty.resume();
      await endGroup(this.pid, this.#leave.grace);
      const left = await killAll({ session: this.pid }, KILL_TIME);
      if (left.length > 0)
        this.#log.warning(
          `${this.name} does not end: processes ${left.map(({ pid }) => pid).join(', ')} stay, killed and stuck`,
        );
      await this.#gone(KILL_TIME);
    }
    this.#finish();
    this.#pty.destroy();
  }

  /** Asks the program to end in its own language; a failure only means that it will be killed. */
  async #ask(): Promise<void> {
    const { ask, grace } = this.#leave;
    if (!ask) return;
    using root = Progress.root();
    using progress = root.child(ASK_TIME, askedTooLong);
    try {
      await progress.race(
        Promise.resolve(
          ask({
            progress,
            type: (text) => void this.#pty.write(Buffer.from(text)),
            heard: (text, ms) => this.#heard(text, ms),
          }),
        ),
      );
      await this.#gone(grace);
    } catch (error) {
      this.#log.warning(`${this.name} could not be asked to end: ${(error as Error).message}`);
    }
  }

  async #heard(text: string, ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (performance.now() < end && !this.#ended && !this.unconsumed.includes(text)) await sleep(10);
  }

  async #gone(ms: number): Promise<void> {
    const timer = new AbortController();
    const late = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#exited.promise, late]);
    timer.abort();
  }

  /** What was awaited, and what came instead: the first that somebody asks when a wait was in vain. */
  #explainTimeout(reason: unknown, patterns: readonly Pattern[]): void {
    if (reason instanceof LavaError && reason.kind === 'canceled') return;
    const awaited = patterns.map(({ source }) => source).join(' | ');
    const [last = ''] = this.unconsumed.trimEnd().split('\n').slice(-1);
    this.#log.warning(`waited in vain for: ${awaited}`);
    this.#log.warning(`the last that the console said: ${JSON.stringify(last.slice(-200))}`);
  }

  async #write(progress: Progress, text: string): Promise<void> {
    let rest = Buffer.from(text);
    while (rest.length > 0 && !this.#ended) {
      progress.throwIfDone();
      rest = rest.subarray(this.#pty.write(rest));
      if (rest.length > 0) await progress.sleep(FULL);
    }
  }

  #receive(chunk: Buffer): void {
    this.#begun.resolve();
    if (this.#ended) this.#finishSoon();
    const now = performance.now();
    const quick = now - this.#received < GATHER_TIME;
    this.#received = now;
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (!quick || this.#gatheredBytes >= ENOUGH) {
      this.#process();
    } else if (!this.#gathering) {
      // Gathered in the terminal, whose next reads bring it all.
      this.#pty.pause();
      this.#gathering = setTimeout(() => this.#process(), GATHER_TIME);
    }
  }

  /** Hands on what has been gathered: a piece of a byte or two costs as much to look through as one of a thousand. */
  #process(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const [first, ...more] = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (first) this.#text.feed(more.length === 0 ? first : Buffer.concat([first, ...more]));
    const wait = this.#text.searching ?? (this.#log.backlog < BACKLOG ? undefined : this.#log.flush());
    if (!wait) {
      this.#pty.resume();
      return;
    }
    this.#pty.pause();
    void wait.then(() => this.#process());
  }

  /** The end, unless more output comes: what the program has started may hold its terminal for ever. */
  #finishSoon(): void {
    clearTimeout(this.#lastWords);
    this.#lastWords = setTimeout(() => this.#finish(), LAST_WORDS);
  }

  #finish(): void {
    clearTimeout(this.#lastWords);
    this.#process();
    this.#text.close(this.#closeError());
    this.#begun.resolve();
    this.#complaints?.close();
  }

  #closeError(): LavaError {
    const { code, signal } = this.#ended ?? { code: null, signal: null };
    const how = signal === null ? `ended with status ${code}` : `was killed by ${signalName(signal)}`;
    const said = this.errors === '' ? '' : `: ${this.errors}`;
    return new LavaError(
      signal === null ? this.#closedCode : 'connection-closed',
      `${this.name} ${how}${said}`,
    );
  }
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}
