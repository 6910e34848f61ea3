// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from '@lava/kit/process/group.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import type { Progress } from '@lava/kit/progress.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { requireTool } from '../host/tool.ts';
import type { JobLog } from '../records/job-log.ts';
import { Complaints } from './complaints.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { ConsoleText, type ExpectOptions, type Match } from './console.ts';
import { Gather } from './gather.ts';
import { type Ended, endOf, explainTimeout } from './last-words.ts';
import { askToLeave, type Leave, PROGRAM } from './leave.ts';
import type { Pattern } from './pattern.ts';
import { type ConsolePipe, intoPipes, openPipe } from './pipe.ts';
import { Pty } from './pty.ts';

/** Records that wait for the disk before the device's output is held back, bytes. */
const BACKLOG = 1024 * 1024;

/** How long after the end of the program its output may still be on its way, milliseconds; each piece begins it again. */
const LAST_WORDS = 1_000;

/** How long killed processes may take to go, milliseconds: one that is stuck in the kernel stays longer. */
const KILL_TIME = 2_000;

/**
 * A console that is a program on a terminal of 80 × 24: QEMU itself, or telnet, ssh and the like. It leads a session of its
 * own, so that every process that it starts ends with it.
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
  readonly #output: Socket | undefined;
  readonly #closedCode: Code;
  readonly #live: ConnectionOptions['live'];
  readonly #begun = Promise.withResolvers<void>();
  readonly #hungUp = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #gather = new Gather({ pause: () => this.#pause(), resume: () => this.#resume() }, (bytes) =>
    this.#take(bytes),
  );
  #lastWords: NodeJS.Timeout | undefined;
  #ended: Ended;
  #closing: Promise<void> | undefined;

  private constructor(
    words: readonly [string, ...string[]],
    options: ConnectionOptions,
    complaints: Complaints | undefined,
    output: ConsolePipe | undefined,
  ) {
    const pipes = { output: output?.writer, errors: complaints?.writer };
    const [program, ...args] = output || complaints ? intoPipes(words, pipes) : words;
    this.name = options.name;
    this.namespace = options.namespace;
    this.#log = options.log;
    this.#leave = options.leave ?? PROGRAM;
    this.#closedCode = options.closedCode ?? 'connection-closed';
    this.#live = options.live;
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
        output?.release();
        const drained = output && !output.reader.destroyed && once(output.reader, 'close');
        const all = [this.#hungUp.promise, drained, complaints?.ended()];
        void Promise.all(all).then(() => this.#finish());
      },
    });
    this.#live?.opened((bytes) => this.#pty.write(bytes));
    this.#output = output?.reader;
    this.#output?.on('error', () => this.#output?.destroy());
    this.#resume();
  }

  /** @throws LavaError `host-tool-missing`, `host-tool-failed` when the program cannot be started */
  static async open(
    progress: Progress,
    [program = '', ...args]: readonly string[],
    options: ConnectionOptions,
  ): Promise<Connection> {
    await progress.race(options.log.ready);
    const path = requireTool(program);
    let receive: (chunk: Buffer) => void = () => undefined;
    const output = options.pipedOutput ? await openPipe((chunk) => receive(chunk)) : undefined;
    const complaints = options.separateErrors ? await Complaints.open(options.name, options.log) : undefined;
    const connection = new Connection([path, ...args], options, complaints, output);
    receive = (chunk) => connection.#receive(Buffer.from(chunk));
    return connection;
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

  /** Exit status of the program, once it has ended and all its output is here; null when a signal has ended it. */
  get exitCode(): number | null | undefined {
    return this.closed && this.#ended?.code;
  }

  /** The last that the program itself said on its standard error. */
  get errors(): string {
    return this.#complaints?.text ?? '';
  }

  /**
   * Waits for the first of the patterns.
   * @throws LavaError the reason of `progress`, `root-lost`, `connection-closed`, `test-pattern`; `bug` when somebody waits already
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
      if (progress.signal.aborted && error === progress.signal.reason)
        throw explainTimeout(this.#log, error, patterns, this.unconsumed);
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

  /** Writes an unfinished line, such as a prompt, to the log. */
  flush(): void {
    this.#gather.flush();
    this.#text.flush();
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
      this.#gather.flush();
      await this.#ask();
      this.#text.close(new LavaError('connection-closed', `the connection to ${this.name} was closed`));
      this.#complaints?.mute();
      // Output that nobody reads any more must not keep the program from ending.
      this.#resume();
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
    this.#output?.destroy();
  }

  /** A failure only means that it will be killed. */
  async #ask(): Promise<void> {
    try {
      await askToLeave(this.#leave, {
        type: (text) => void this.#pty.write(Buffer.from(text)),
        hears: (text) => this.#ended !== undefined || this.unconsumed.includes(text),
      });
      if (this.#leave.ask) await this.#gone(this.#leave.grace);
    } catch (error) {
      this.#log.warning(`${this.name} could not be asked to end: ${(error as Error).message}`);
    }
  }

  /** Resolves when the program has ended, or the time is over, milliseconds. */
  async #gone(ms: number): Promise<void> {
    const timer = new AbortController();
    const late = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#exited.promise, late]);
    timer.abort();
  }

  #write(progress: Progress, text: string): Promise<void> {
    return this.#pty.writeAll(progress, text, () => this.#ended !== undefined);
  }

  #receive(chunk: Buffer): void {
    this.#begun.resolve();
    if (this.#ended) this.#finishSoon();
    this.#gather.receive(chunk);
  }

  /** Hands on what has come. @returns what to wait for before more is read */
  #take(bytes: Buffer): Promise<void> | undefined {
    this.#live?.receive(bytes);
    this.#text.feed(bytes);
    return this.#text.searching ?? (this.#log.backlog < BACKLOG ? undefined : this.#log.flush());
  }

  #pause(): void {
    this.#pty.pause();
    this.#output?.pause();
  }

  #resume(): void {
    this.#pty.resume();
    if (!this.#output?.destroyed) this.#output?.resume();
  }

  /** The end, unless more output comes: what the program has started may hold its terminal forever. */
  #finishSoon(): void {
    clearTimeout(this.#lastWords);
    this.#lastWords = setTimeout(() => this.#finish(), LAST_WORDS);
  }

  #finish(): void {
    clearTimeout(this.#lastWords);
    this.#gather.flush();
    this.#text.close(endOf(this.name, this.#ended, this.#closedCode, this.errors));
    this.#begun.resolve();
    this.#live?.closed();
    this.#complaints?.close();
  }
}
