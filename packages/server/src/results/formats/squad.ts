// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { isMissed } from '@lava/protocol/record/missed.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { pathOf, type Source } from '../source.ts';

/** The three files that SQUAD takes of a job: tests, metrics, metadata. */

/** Different cases of a job: a file names each once, so all are held in memory. */
const MOST = 20_000;

/** SQUAD knows pass, fail and skip; anything that did not decide is its skip, which it counts neither way. */
const WORDS: Record<Verdict, string> = { pass: 'pass', fail: 'fail', skip: 'skip', unknown: 'skip' };

/** A case that was reported several times: the worst. */
const WORST: readonly Verdict[] = ['pass', 'skip', 'unknown', 'fail'];

export async function* squadTests(source: Source): AsyncGenerator<string> {
  const tests = await byPath(source, (found: TestResult, known: Verdict | undefined) => {
    const result = isMissed(found) ? 'unknown' : found.result;
    return known !== undefined && WORST.indexOf(known) >= WORST.indexOf(result) ? known : result;
  });
  yield object([...tests].map(([path, verdict]) => [path, JSON.stringify(WORDS[verdict])]));
}

interface Metric {
  values: string[];
  units: string | null;
}

export async function* squadMetrics(source: Source): AsyncGenerator<string> {
  const metrics = await byPath(source, ({ measurement, units }, known: Metric | undefined) =>
    measurement === null ? known : { units, values: [...(known?.values ?? []), measurement] },
  );
  yield object(
    [...metrics].map(([path, { values, units }]) => {
      // Digits as they were printed: a JavaScript number has no more than 17 of them.
      const value = values.length === 1 ? values[0] : `[${values.join(',')}]`;
      return [path, `{"value":${value}${units === null ? '' : `,"unit":${JSON.stringify(units)}`}}`];
    }),
  );
}

export async function* squadMetadata({ job }: Source): AsyncGenerator<string> {
  const { id, health, state, device, deviceType, submitter, endTime, metadata } = job;
  const known = { device, device_type: deviceType, submitter, datetime: endTime };
  const status = state === 'finished' ? `${health.charAt(0).toUpperCase()}${health.slice(1)}` : state;
  const all = { ...metadata, ...known, job_id: String(id), job_status: status };
  yield `${JSON.stringify(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)))}\n`;
}

/** @throws LavaError `too-large` */
async function byPath<T>(
  { pages }: Source,
  add: (found: TestResult, known: T | undefined) => T | undefined,
): Promise<Map<string, T>> {
  const all = new Map<string, T>();
  let cases = 0;
  for await (const page of pages()) {
    for (const found of page) {
      const path = pathOf(found);
      const value = add(found, all.get(path));
      if (value !== undefined) all.set(path, value);
    }
    cases += page.length;
    if (cases > MOST)
      throw new LavaError('too-large', `files for SQUAD have at most ${MOST} cases, this job has more`, {
        hint: 'ask for one suite at a time',
      });
  }
  return all;
}

function object(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([path, value]) => `${JSON.stringify(path)}:${value}`).join(',\n')}}\n`;
}
