// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Progress } from '@lava/kit/progress.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobLog } from '../records/job-log.ts';
import { ConsoleText, type ExpectOptions, type Match } from './console.ts';
import type { Pattern } from './pattern.ts';
import { openPipe } from './pipe.ts';

/** Records that wait for the disk before the device's output is held back, bytes. */
const BACKLOG = 1024 * 1024;

/** An emulated UART writes byte by byte: pieces in quick succession are gathered for so long, ms, or until so many bytes. */
const GATHER_TIME = 5;
const ENOUGH = 16 * 1024;

/** How long a child may take to end after SIGTERM before SIGKILL, milliseconds. QEMU blocked on its console never does. */
const GRACE = 200;

/** How long after a child's end its output may still be on its way, milliseconds. */
const LAST_WORDS = 1_000;

/** How much of what a program says on its standard error is kept for the message when it fails. */
const KEPT_ERRORS = 4096;

export interface ConnectionOptions {
  /** What it is for messages: `qemu-system-x86_64`. */
  name: string;
  /** Namespace whose device speaks here. */
  namespace: string;
  log: JobLog;
  env?: Record<string, string>;
  cwd?: string;
  /** Standard error is messages of the program itself, not of the device. */
  separateErrors?: boolean;
  /** What it is called when the child ends by itself; `connection-closed` when absent. */
  closedCode?: Code;
}

/**
 * A console that is a child process: QEMU itself, or telnet, ssh and the like. The child is in the dispatcher's own process
 * group, so that whoever kills the group kills it too.
 */
export class Connection {
  readonly name: string;
  readonly namespace: string;
  /** Milliseconds before each character that is sent, where the device needs it. */
  characterDelay = 0;
  /** What ends a line that is sent. */
  lineSeparator = '\n';
  readonly #child: ChildProcess;
  /** Its standard output. */
  readonly #output: Socket;
  readonly #log: JobLog;
  readonly #text: ConsoleText;
  readonly #exited: Promise<void>;
  readonly #closedCode: Code;
  readonly #begun = Promise.withResolvers<void>();
  #errors = '';
  /** When the last piece came. */
  #received = 0;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #gathering: NodeJS.Timeout | undefined;
  #ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;

  private constructor(child: ChildProcess, output: Socket, options: ConnectionOptions) {
    this.name = options.name;
    this.namespace = options.namespace;
    this.#child = child;
    this.#output = output;
    this.#log = options.log;
    this.#closedCode = options.closedCode ?? 'connection-closed';
    this.#text = new ConsoleText((line, open, continued) =>
      this.#log.console(options.namespace, line, { open, continued }),
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      if (options.separateErrors) this.#complain(chunk);
      else this.#receive(chunk);
    });
    // A child that is gone is reported by its exit; writing to it then is not worth an error of its own.
    child.stdin?.on('error', () => {});
    this.#exited = new Promise((resolve) => {
      const finish = () => {
        this.#process();
        this.#text.close(this.#closeError());
        this.#begun.resolve();
        resolve();
      };
      child.once('exit', (code, signal) => {
        this.#ended = { code, signal };
        // A grandchild may hold the pipe open for ever; what the child itself wrote has come long before.
        setTimeout(finish, LAST_WORDS).unref();
      });
      const closed = [once(child, 'close'), once(output, 'close')];
      void Promise.all(closed).then(finish);
    });
  }

  /** @throws LavaError `host-tool-missing`, `host-tool-failed` when the program cannot be started */
  static async open(
    progress: Progress,
    command: readonly string[],
    options: ConnectionOptions,
  ): Promise<Connection> {
    await progress.race(options.log.ready);
    const [program = '', ...args] = command;
    // Nothing is read before there is somebody who takes it.
    let receive: (chunk: Buffer) => void = () => undefined;
    const pipe = await openPipe((chunk) => receive(Buffer.from(chunk)));
    pipe.reader.pause();
    const child = spawn(program, args, {
      stdio: ['pipe', pipe.writer, 'pipe'],
      ...(options.env && { env: options.env }),
      ...(options.cwd && { cwd: options.cwd }),
    });
    pipe.release();
    try {
      await progress.race(once(child, 'spawn'));
    } catch (error) {
      pipe.reader.destroy();
      progress.throwIfDone();
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new LavaError(
        missing ? 'host-tool-missing' : 'host-tool-failed',
        missing
          ? `${program} is not installed on the worker`
          : `${program} does not start: ${(error as Error).message}`,
        { cause: error },
      );
    }
    const connection = new Connection(child, pipe.reader, options);
    receive = (chunk) => connection.#receive(chunk);
    pipe.reader.resume();
    return connection;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Why it is closed; undefined while it is open. */
  get closed(): LavaError | undefined {
    return this.#text.closed;
  }

  /** What came and was not waited for yet. */
  get unconsumed(): string {
    return this.#text.unconsumed;
  }

  /** Exit status of the child, once it has ended. */
  get exitCode(): number | null | undefined {
    return this.#ended?.code;
  }

  /** The last that the program itself said on its standard error. */
  get errors(): string {
    return this.#errors.trim();
  }

  /**
   * Waits for the first of the patterns.
   * @throws LavaError the reason of `progress`, `connection-closed`, `test-pattern`
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

  /** Resolves when the device has said something, the child has ended, or the time is over, milliseconds. */
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

  /** Ends the child: asks, then kills. Safe to call again. */
  async close(): Promise<void> {
    if (!this.#ended) {
      this.#process();
      this.#text.close(new LavaError('connection-closed', `the connection to ${this.name} was closed`));
      this.#child.kill('SIGTERM');
      // Output that nobody reads any more must not keep the child from ending.
      this.#output.resume();
      const kill = setTimeout(() => this.#child.kill('SIGKILL'), GRACE);
      if (!this.#ended) await once(this.#child, 'exit');
      clearTimeout(kill);
    }
    for (const stream of [...this.#child.stdio, this.#output]) stream?.destroy();
  }

  /** What was awaited, and what came instead: the first that somebody asks when a wait was in vain. */
  #explainTimeout(reason: unknown, patterns: readonly Pattern[]): void {
    if (reason instanceof LavaError && reason.kind === 'canceled') return;
    const awaited = patterns.map(({ source }) => source).join(' | ');
    const [last = ''] = this.unconsumed.trimEnd().split('\n').slice(-1);
    this.#log.warning(`in vain waited for: ${awaited}`);
    this.#log.warning(`the last that the console said: ${JSON.stringify(last.slice(-200))}`);
  }

  async #write(progress: Progress, text: string): Promise<void> {
    const { stdin } = this.#child;
    if (!stdin || stdin.destroyed) return;
    if (!stdin.write(text)) await progress.race(Promise.race([once(stdin, 'drain'), this.#exited]));
  }

  #receive(chunk: Buffer): void {
    this.#begun.resolve();
    const now = performance.now();
    const quick = now - this.#received < GATHER_TIME;
    this.#received = now;
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (!quick || this.#gatheredBytes >= ENOUGH) {
      this.#process();
    } else if (!this.#gathering) {
      // Gathered in the pipe, whose next read brings it all at once.
      this.#output.pause();
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
    if (this.#log.backlog < BACKLOG) {
      this.#output.resume();
      return;
    }
    this.#output.pause();
    void this.#log.flush().then(() => this.#output.resume());
  }

  #complain(chunk: Buffer): void {
    const text = chunk.toString('utf8');
    this.#errors = (this.#errors + text).slice(-KEPT_ERRORS);
    // What it says of being ended by us is no news.
    if (this.closed) return;
    for (const line of text.split('\n').map((each) => each.trimEnd()))
      if (line !== '') this.#log.warning(line.startsWith(`${this.name}:`) ? line : `${this.name}: ${line}`);
  }

  #closeError(): LavaError {
    const { code, signal } = this.#ended ?? { code: null, signal: null };
    const killed = signal !== null;
    const how = signal ? `was killed by ${signal}` : `ended with status ${code}`;
    const said = this.errors === '' ? '' : `: ${this.errors}`;
    return new LavaError(killed ? 'connection-closed' : this.#closedCode, `${this.name} ${how}${said}`);
  }
}
