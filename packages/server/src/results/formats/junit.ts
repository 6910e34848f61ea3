// SPDX-License-Identifier: Apache-2.0
import type { TestResult, TestSuite } from '@lava/protocol/api/jobs.ts';
import { type Source, unfinished } from '../source.ts';
import { attribute } from './xml.ts';

/**
 * JUnit's XML as CI systems read it. What did not decide is an `error`, not a failure. A job that did not come to its end
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
    yield `<testsuite name=${attribute(suite.name)} ${counts(suite)}>\n`;
    for await (const page of pages(suite.name))
      yield page.map((found) => `${testcase(job.id, found)}\n`).join('');
    yield '</testsuite>\n';
  }
  yield '</testsuites>\n';
}

function counts({ tests: { pass, fail, skip, unknown } }: TestSuite): string {
  return `tests="${pass + fail + skip + unknown}" failures="${fail}" errors="${unknown}" skipped="${skip}"`;
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
  const where = `job ${job}, lines ${lines} of the log`;
  switch (found.result) {
    case 'pass':
      return '';
    case 'skip':
      return '<skipped/>';
    case 'fail':
      return `<failure type="fail" message=${attribute(where)}/>`;
    case 'unknown':
      return `<error type=${attribute(found.name === 'corrupted' ? 'corrupted' : 'unknown')} message=${attribute(`not decided: ${where}`)}/>`;
  }
}
