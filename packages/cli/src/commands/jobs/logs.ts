// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { decodeRecord, LEVELS, type Level } from '@lava/protocol/record/record.ts';
import { MAX_RETRIES } from '@lava/protocol/wire/run-number.ts';
import type { Context } from '../../context.ts';
import { exitCode, UsageError } from '../../exit-code.ts';
import { isForPeople } from '../../output/format.ts';
import { safeJson } from '../../output/safe.ts';
import {
  argument,
  flag,
  integer,
  JobNumber,
  manyOptions,
  oneOf,
  option,
  optionWithDefault,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { newRenderer, stay } from './stay.ts';

export const logs = defineVerb({
  summary: 'the log of a job',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    follow: flag('continue until the job ends; the exit code is that of the outcome', 'f'),
    from: optionWithDefault('number of the first record', 0, {
      schema: integer(0, Number.MAX_SAFE_INTEGER),
      value: 'record',
    }),
    attempt: option('the log of this attempt at the job; of the one that counts when absent', {
      schema: integer(1, MAX_RETRIES + 1),
      value: 'number',
    }),
    debug: flag('debug lines too'),
    level: manyOptions('only these levels', { schema: oneOf(LEVELS), value: 'level' }),
    yaml: flag('as the YAML that LAVA writes'),
    cast: flag('what the consoles said, as an asciicast for asciinema'),
  },
  async run(context, { id }, { follow, from, attempt, debug, level, yaml, cast }) {
    const raw = !isForPeople(context.options.format);
    const levels = level.length > 0 ? level : undefined;
    if ((yaml || cast) && follow) throw new UsageError('--yaml and --cast exclude --follow');
    if (attempt !== undefined && follow) throw new UsageError('--attempt and --follow exclude each other');
    if (yaml && cast) throw new UsageError('--yaml and --cast exclude each other');
    if (follow) return exitCode(await stay(context, id, { show: true, raw, from, debug, levels }));
    if (cast) await printCast(context, id, attempt);
    else if (yaml) context.output.document(undefined, await context.client().jobs.logYaml(id, { attempt }));
    else await printRecords(context, id, { from, attempt, debug, levels, raw });
    return 0;
  },
});

interface Wanted {
  from: number;
  attempt: number | undefined;
  debug: boolean;
  levels: Level[] | undefined;
  raw: boolean;
}

/** JSON in which control characters are escaped, piece by piece. */
async function printCast(context: Context, job: number, attempt: number | undefined): Promise<void> {
  const { body } = await context.client().jobs.logCast(job, { attempt });
  const decoder = new TextDecoder();
  for await (const piece of body ?? []) {
    process.stdout.write(safeJson(decoder.decode(piece, { stream: true })));
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }
}

/** What is stored now, page by page. */
async function printRecords(
  context: Context,
  job: number,
  { from, attempt, debug, levels, raw }: Wanted,
): Promise<void> {
  const client = context.client();
  const renderer = newRenderer((text) => process.stdout.write(`${text}\n`), debug, levels);
  for (let next = from; ; ) {
    const lines = await client.jobs.records(job, { from: next, attempt });
    if (lines.length === 0) break;
    next += lines.length;
    if (raw) process.stdout.write(lines.map((line) => `${safeJson(line)}\n`).join(''));
    else for (const line of lines) renderer.add(decodeRecord(line));
    // A page at a time: a slow reader of a long log must not make all of it wait in memory.
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }
  renderer.flush();
}
