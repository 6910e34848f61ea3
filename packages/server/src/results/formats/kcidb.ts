// SPDX-License-Identifier: Apache-2.0
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import { type How, type Outcome, outcomeOf, reasonOf, type Source, unfinished } from '../source.ts';

/**
 * A report for KCIDB, KernelCI's database of results, by its schema 5; see docs/how-to/send-to-kcidb.md. A known failure
 * is an issue, and each time that it happened an incident.
 */
export async function* kcidb(sources: AsyncIterable<Source>, how: How): AsyncGenerator<string> {
  yield '{"version":{"major":5,"minor":0},\n"tests":[';
  const comma = separator();
  const issues = new Map<number, Issue>();
  const withKnown: Source[] = [];
  for await (const source of sources) {
    const names = namesOf(source.job, how);
    const end = endOf(source.job, names, how);
    if (end) yield comma() + JSON.stringify(end);
    let known = false;
    for await (const page of source.pages()) {
      for (const found of page)
        if (found.known && outcomeOf(found) === 'known') {
          known = true;
          issues.set(found.known.id, issueOf(found.known, names.origin));
        }
      yield page.map((found) => comma() + JSON.stringify(testOf(source.job, found, names, how))).join('');
    }
    if (known) withKnown.push(source);
  }
  yield `],\n"issues":${JSON.stringify([...issues.values()])},\n"incidents":[`;
  yield* incidents(withKnown, how);
  yield ']}\n';
}

/** Nothing before the first. */
function separator(): () => string {
  let text = '\n';
  return () => {
    const now = text;
    text = ',\n';
    return now;
  };
}

interface Names {
  origin: string;
  build: string;
  /** Of the job's test with this name. */
  test(name: string | number): string;
}

/** What objects of it are called: the same at each export, and others when the job was tried again. */
function namesOf({ id, attempt, metadata }: Job, how: How): Names {
  const origin = how.origin ?? 'lava';
  const told = metadata[BUILD];
  const known = typeof told === 'string' && isId(told) ? told : undefined;
  return {
    origin,
    build: how.build ?? known ?? `${origin}:job-${id}`,
    test: (name) => `${origin}:${id}.${attempt}.${name}`,
  };
}

/** Of a job's metadata: the build that it tests. */
const BUILD = 'kcidb_build';
const isId = (text: string) => /^[a-z0-9_]+:[^\0\r\n]{1,500}$/.test(text);

type Status = 'FAIL' | 'ERROR' | 'MISS' | 'PASS' | 'SKIP';

const STATUS: Record<Outcome, Status> = {
  ...{ pass: 'PASS', fail: 'FAIL', known: 'FAIL', skip: 'SKIP' },
  // The test did not tell; nothing came to the test.
  ...{ unknown: 'ERROR', missed: 'MISS' },
};

function testOf(job: Job, found: TestResult, names: Names, how: How): object {
  const { suite, set, name, record, metadata, measurement, units, reference } = found;
  const outcome = outcomeOf(found);
  const comment = outcome === 'known' ? `known failure: ${reasonOf(found)}` : undefined;
  const value = Number(measurement ?? Number.NaN);
  const duration = secondsOf(metadata.duration);
  return {
    ...common(job, names, how),
    id: names.test(record),
    path: pathIn([suite.replace(/^\d+_/, ''), set, name]),
    status: STATUS[outcome],
    ...(comment !== undefined && { comment }),
    ...(Number.isFinite(value) && { number: { value, ...(units !== null && { unit: units }) } }),
    ...(duration !== undefined && { duration }),
    misc: {
      job: job.id,
      suite,
      ...(set !== null && { set }),
      name,
      ...(reference !== null && { reference }),
    },
  };
}

/** Whose fault it was that a job did not come to its end: that of the harness keeps tests from running. */
const OF_THE_TEST = ['job', 'test'];

function endOf(job: Job, names: Names, how: How): object | undefined {
  const end = job.state === 'finished' ? unfinished(job) : undefined;
  if (!end) return undefined;
  return {
    ...common(job, names, how),
    id: names.test('outcome'),
    path: 'job',
    status: OF_THE_TEST.includes(end.kind) ? 'ERROR' : 'MISS',
    comment: end.message,
    misc: { job: job.id, kind: end.kind },
  };
}

function common({ id, startTime, device, deviceType }: Job, { origin, build }: Names, { pages }: How) {
  return {
    ...{ origin, build_id: build },
    ...(startTime !== null && { start_time: startTime }),
    ...(pages !== undefined && {
      log_url: new URL(`api/v1/jobs/${id}/log.txt`, `${pages.replace(/\/+$/, '')}/`).href,
    }),
    environment: {
      misc: {
        ...(deviceType !== null && { platform: deviceType }),
        ...(device !== null && { device }),
      },
    },
  };
}

/** A path of KCIDB: names of letters, digits, _ and -, with dots between them. Dots of a name divide it, too. */
function pathIn(parts: readonly (string | null)[]): string {
  return parts
    .flatMap((part) => (part ?? '').split('.'))
    .map((part) => part.replace(/[^a-zA-Z0-9_-]+/g, '_'))
    .filter((part) => part !== '')
    .join('.');
}

function secondsOf(duration: unknown): number | undefined {
  return typeof duration === 'string' && /^\d{1,12}(\.\d{1,9})?$/.test(duration)
    ? Number(duration)
    : undefined;
}

type Known = NonNullable<TestResult['known']>;

interface Issue {
  id: string;
  version: number;
  origin: string;
  comment: string;
  report_url?: string;
}

/** An entry never changes, so there is one version of it. */
function issueOf({ id, reason, url }: Known, origin: string): Issue {
  return {
    ...{ id: `${origin}:known-${id}`, version: 1, origin, comment: reason },
    ...(url !== null && { report_url: new URL(url).href }),
  };
}

/** Failures are read a second time, so that not all of them are in memory. */
async function* incidents(sources: readonly Source[], how: How): AsyncGenerator<string> {
  const comma = separator();
  for (const source of sources) {
    const { origin, test } = namesOf(source.job, how);
    for await (const page of source.pages(undefined, 'fail'))
      for (const { known, record } of page.filter((found) => outcomeOf(found) === 'known'))
        yield comma() +
          JSON.stringify({
            ...{
              id: test(`${record}.known`),
              origin,
              issue_id: `${origin}:known-${known?.id}`,
              issue_version: 1,
            },
            ...{ test_id: test(record), present: true },
          });
  }
}
