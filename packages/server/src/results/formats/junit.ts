// SPDX-License-Identifier: Apache-2.0
import type { TestResult, TestSuite } from '@lava/protocol/api/jobs.ts';
import { ADDED_BY, isAdded } from '@lava/protocol/record/added.ts';
import { outcomeOf, reasonOf, type Source, unfinished } from '../source.ts';
import { attribute } from './xml.ts';

/**
 * JUnit's XML as CI systems read it. What did not decide, or never came, is an `error`, and a known failure is skipped. A job that did not come to its end
 * has an error of its own, in the suite `job`: else a run without any case would look like success.
 */
export async function* junit({ job, suites, pages }: Source): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name=${attribute(`job ${job.id}: ${job.description}`)}>\n`;
  const end = unfinished(job);
  if (end) {
    const error = `<error type=${attribute(end.kind)} message=${attribute(end.message)}/>`;
    yield `<testsuite name="job" tests="1" failures="0" errors="1" skipped="0">
<testcase classname="job" name="outcome">${error}</testcase>\n</testsuite>\n`;
  }
  for (const suite of suites) {
    yield `<testsuite name=${attribute(suite.name)} ${await counts(suite, pages)}>\n`;
    for await (const page of pages(suite.name))
      yield page.map((found) => `${testcase(job.id, found)}\n`).join('');
    yield '</testsuite>\n';
  }
  yield '</testsuites>\n';
}

/** They come before the cases, so the failures are read twice. */
async function counts({ name, tests }: TestSuite, pages: Source['pages']): Promise<string> {
  const { pass, fail, skip, unknown } = tests;
  const other = { known: 0, missed: 0 };
  if (fail > 0)
    for await (const page of pages(name, 'fail'))
      for (const found of page) {
        const outcome = outcomeOf(found);
        if (outcome === 'known' || outcome === 'missed') other[outcome]++;
      }
  const failures = fail - other.known - other.missed;
  return `tests="${pass + fail + skip + unknown}" failures="${failures}" errors="${unknown + other.missed}" skipped="${skip + other.known}"`;
}

function testcase(job: number, found: TestResult): string {
  const { suite, set, name, metadata } = found;
  const { duration } = metadata;
  const time = typeof duration === 'string' && /^\d+(\.\d+)?$/.test(duration) ? ` time="${duration}"` : '';
  const head = `<testcase classname=${attribute(set === null ? suite : `${suite}.${set}`)} name=${attribute(name)}${time}`;
  const inner = properties(found) + verdict(job, found);
  return inner === '' ? `${head}/>` : `${head}>${inner}</testcase>`;
}

function properties({ measurement, units, reference }: TestResult): string {
  const pairs = Object.entries({ measurement, units, reference }).filter(([, value]) => value !== null);
  if (pairs.length === 0) return '';
  const inner = pairs.map(([name, value]) => `<property name="${name}" value=${attribute(String(value))}/>`);
  return `<properties>${inner.join('')}</properties>`;
}

function verdict(job: number, found: TestResult): string {
  const lines = `${(found.startRecord ?? found.record) + 1} to ${(found.endRecord ?? found.record) + 1}`;
  const where = isAdded(found)
    ? `job ${job}, added by ${found.metadata[ADDED_BY]}`
    : `job ${job}, lines ${lines} of the log`;
  switch (outcomeOf(found)) {
    case 'pass':
      return '';
    case 'known':
      return `<skipped message=${attribute(`known failure: ${reasonOf(found)}`)}/>`;
    case 'missed':
      return `<error type="missed" message=${attribute(`expected, and not reported: job ${job}`)}/>`;
    case 'skip':
      return '<skipped/>';
    case 'fail':
      return `<failure type="fail" message=${attribute(where)}/>`;
    case 'unknown':
      return `<error type=${attribute(found.name === 'corrupted' ? 'corrupted' : 'unknown')} message=${attribute(`not decided: ${where}`)}/>`;
  }
}
