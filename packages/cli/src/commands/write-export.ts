// SPDX-License-Identifier: Apache-2.0
import { createWriteStream } from 'node:fs';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import { safeLines } from '../output/safe.ts';
import { option } from '../program/parameters.ts';

export const exportFile = option('file to write; otherwise stdout', { value: 'path', complete: 'file' });

/** What only a report for KernelCI's database has. */
export const kcidbOptions = {
  origin: option('for kcidb: the name under which KernelCI knows your lab; otherwise lava', {
    value: 'name',
  }),
  build: option("for kcidb: the build that was tested; otherwise kcidb_build of the job's metadata", {
    value: 'origin:id',
  }),
};

/** The body of an answer, into a file or to stdout. */
export async function writeExport(answer: Response, file: string | undefined): Promise<void> {
  const body = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
  await write(body, file);
}

async function write(body: Readable, file: string | undefined): Promise<void> {
  const out: Writable = file === undefined ? process.stdout : createWriteStream(file);
  try {
    // Nothing that a test printed may change a terminal; a file or a program gets every byte.
    if (file === undefined && process.stdout.isTTY) await pipeline(body, filtered(), out, { end: false });
    else await pipeline(body, out, { end: file !== undefined });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EPIPE') return;
    const what = file === undefined ? 'the results' : file;
    throw new LavaError('request-invalid', `${what} cannot be written: ${message}`, { cause });
  }
}

function filtered(): Transform {
  const decoder = new TextDecoder();
  return new Transform({
    transform: (chunk, _, done) => done(null, safeLines(decoder.decode(chunk, { stream: true }))),
  });
}
