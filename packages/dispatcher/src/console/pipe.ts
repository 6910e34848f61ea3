// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * A pipe whose writing end a program on a terminal gets as its standard output or error, by its name in /proc: what Node
 * makes for children is a pair of sockets, which has no name, and starting on a terminal passes no file descriptors.
 *
 * It takes 64 KiB. A pair of sockets is full after about 280 writes of a byte each, as QEMU's UART makes them, and then
 * characters are lost.
 */
export interface ConsolePipe {
  reader: Socket;
  /** File descriptor for the child. */
  writer: number;
  /** To be called when the child has it: the reader's end comes when nobody writes any more. */
  release(): void;
}

interface Ends {
  reader: number;
  writer: number;
}

let spare: Promise<Ends> | undefined;

/** The command with its output in pipes of this process, instead of on its terminal. */
export function intoPipes(
  words: readonly string[],
  { output, errors }: { output?: number | undefined; errors?: number | undefined },
): [string, ...string[]] {
  const place = (writer: number | undefined, otherwise: string) =>
    writer === undefined ? otherwise : `/proc/${process.pid}/fd/${writer}`;
  const script = 'o=$1 e=$2; shift 2; exec "$@" >"$o" 2>"$e"';
  return ['/bin/sh', '-c', script, 'sh', place(output, '/dev/tty'), place(errors, '/dev/tty'), ...words];
}

/** Makes a pipe ahead of the next `openPipe`: it takes a process, some milliseconds, that need not be waited for then. */
export function preparePipe(): void {
  spare ??= makePipe();
  // Whoever opens it gets the error.
  spare.catch(() => undefined);
}

/** Most that one read takes, bytes: what a pipe holds. */
const READ_SIZE = 64 * 1024;

/**
 * @param receive gets what each read brought, once the reader is resumed, in a buffer that is valid only for the call. It is
 *   how a fast console is read: a paused reader leaves the rest in the pipe, and the next read takes all of it.
 *   Without it, the reader is an ordinary stream.
 * @throws LavaError `host-tool-failed`
 */
export async function openPipe(receive?: (chunk: Buffer) => void): Promise<ConsolePipe> {
  const made = spare ?? makePipe();
  spare = undefined;
  const { reader, writer } = await made;
  let released = false;
  return {
    reader: new Socket({
      ...{ fd: reader, readable: true, writable: false },
      ...(receive && {
        pauseOnCreate: true,
        onread: {
          buffer: Buffer.allocUnsafe(READ_SIZE),
          callback(bytes, buffer) {
            receive(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
            return true;
          },
        },
      }),
    }),
    writer,
    release() {
      if (!released) closeSync(writer);
      released = true;
    },
  };
}

async function makePipe(): Promise<Ends> {
  const directory = mkdtempSync(join(tmpdir(), 'lava-console-'));
  try {
    const path = join(directory, 'pipe');
    // There is no anonymous pipe to be had from Node.
    await promisify(execFile)('mkfifo', ['-m', '600', path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { reader, writer: openSync(path, constants.O_WRONLY) };
  } catch (cause) {
    throw new LavaError('host-tool-failed', `no pipe for a console: ${(cause as Error).message}`, { cause });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
