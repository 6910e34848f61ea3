// SPDX-License-Identifier: Apache-2.0
import { createWriteStream } from 'node:fs';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXPORT_NAMES } from '@lava/protocol/api/exports.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { safeLines } from '../../output/safe.ts';
import {
  argument,
  flag,
  JobNumber,
  manyOptions,
  oneOf,
  option,
  optionWithDefault,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { some } from '../pages.ts';

export const exportResults = defineVerb({
  summary: 'results of a job for other programs: JUnit, TAP, CSV, YAML, JSON, the files of SQUAD',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    format: optionWithDefault('form', 'junit', { schema: oneOf(EXPORT_NAMES), value: 'format' }),
    suite: manyOptions('only this suite', { value: 'name' }),
    all: flag("the dispatcher's own steps (suite lava) too"),
    file: option('file to write; otherwise stdout', { value: 'path', complete: 'file' }),
  },
  async run(context, { id }, { format, suite, all, file }) {
    const answer = await context
      .client()
      .jobs.export(id, format, { suite: some(suite), ...(all && { all: 'true' }) });
    const body = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
    await write(body, file);
    if (file !== undefined) context.note(`results of job ${id} written to ${file}`);
  },
});

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
