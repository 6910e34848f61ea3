// SPDX-License-Identifier: Apache-2.0
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { ReadStream } from 'node:tty';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { closing, isClosed, keepFromPrograms } from '../host/inherit.ts';
import { findTool } from '../host/tool.ts';

/** Size of the terminal, as LAVA's: characters and lines. */
const COLUMNS = 80;
const ROWS = 24;

/** What a terminal is called for programs, where the environment says nothing: the least that all of them know. */
const TERMINAL = 'vt100';

/** How often a full terminal is tried again, milliseconds. */
const FULL = 5;

/** Most that one read takes, bytes. */
const READ_SIZE = 64 * 1024;

/**
 * The addon of `@lydell/node-pty`. Its JavaScript around it is not used: it drops the last output of a program whose
 * reader is paused, and its writes block the event loop while the program does not read.
 */
interface Addon {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    columns: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helper: string,
    exited: (status: number, signal: number) => void,
  ): { fd: number; pid: number };
}

export interface PtyOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** The directory of this process when absent, also where that has no name any more. */
  cwd?: string | undefined;
  /** Gets what each read brought, in a buffer that is valid for the call only; starts paused. */
  receive: (chunk: Buffer) => void;
  /** Nobody has the terminal open any more, and everything was read. */
  hungUp: () => void;
  /** The program has ended; its output may still be on its way. */
  exited: (status: number | null, signal: number | null) => void;
}

let addon: Addon | undefined;

/** A program on a terminal of its own, whose session and process group it leads. */
export class Pty {
  readonly pid: number;
  readonly #fd: number;
  readonly #reader: ReadStream;

  /** @throws LavaError `host-tool-failed` */
  constructor(program: string, args: readonly string[], options: PtyOptions) {
    const env = Object.entries({ TERM: TERMINAL, ...options.env }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    );
    try {
      addon ??= createRequire(import.meta.url)(
        `@lydell/node-pty-${process.platform}-${process.arch}/pty.node`,
      ) as Addon;
      const [file = program, ...words] = [...closing(findTool('bash')), program, ...args];
      const { fd, pid } = addon.fork(
        ...([file, words, env, options.cwd ?? '', COLUMNS, ROWS, -1, -1, true, ''] as const),
        (status, signal) => options.exited(signal === 0 ? status : null, signal === 0 ? null : signal),
      );
      this.pid = pid;
      this.#fd = fd;
      keepFromPrograms(fd);
    } catch (cause) {
      throw new LavaError('host-tool-failed', `no terminal for ${program}: ${(cause as Error).message}`, {
        cause,
      });
    }
    const onread = {
      buffer: Buffer.allocUnsafe(READ_SIZE),
      callback(bytes: number, buffer: Uint8Array) {
        options.receive(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
        return true;
      },
    };
    this.#reader = new ReadStream(this.#fd, { onread, pauseOnCreate: true } as object);
    // EIO is how a terminal says that nobody has its other end open.
    this.#reader.on('error', () => this.#reader.destroy());
    this.#reader.once('close', () => {
      isClosed(this.#fd);
      options.hungUp();
    });
  }

  pause(): void {
    this.#reader.pause();
  }

  resume(): void {
    if (!this.#reader.destroyed) this.#reader.resume();
  }

  /** Never waits. @returns how many bytes the terminal took; 0 when it is full, all when it is gone */
  write(bytes: Uint8Array): number {
    if (this.#reader.destroyed) return bytes.length;
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      // A program that is gone is reported by its exit.
      return bytes.length;
    }
  }

  /** Waits while it is full. @param ended whether nobody reads it any more */
  async writeAll(progress: Progress, text: string, ended: () => boolean): Promise<void> {
    let rest: Uint8Array = Buffer.from(text);
    while (rest.length > 0 && !ended()) {
      progress.throwIfDone();
      rest = rest.subarray(this.write(rest));
      if (rest.length > 0) await progress.sleep(FULL);
    }
  }

  destroy(): void {
    this.#reader.destroy();
  }
}

export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}
