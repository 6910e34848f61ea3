// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { attribute } from '../../results/formats/xml.ts';

/** JUnit's XML, with the attributes that LAVA gives. @param endTime of the job */
export function junit(cases: readonly TestResult[], endTime: string | null, prefix: string): string {
  const head = '<?xml version="1.0" encoding="utf-8"?>\n';
  if (cases.length === 0) return `${head}<testsuites/>\n`;
  const suites = Map.groupBy(cases, ({ suite }) => suite);
  const failures = count(cases, 'fail');
  const texts = [...suites].map(([name, own]) => suiteOf(name, own, endTime, prefix));
  const all = `disabled="0" errors="0" failures="${failures}" tests="${cases.length}" time="${sum(cases)}"`;
  return `${head}<testsuites ${all}>\n${texts.join('')}</testsuites>\n`;
}

function suiteOf(name: string, cases: readonly TestResult[], endTime: string | null, prefix: string): string {
  const counts = `disabled="0" errors="0" failures="${count(cases, 'fail')}" name=${attribute(name)} skipped="${count(cases, 'skip')}"`;
  const stamp = endTime === null ? '' : ` timestamp="${offset(endTime)}"`;
  const lines = cases.map((each) => caseOf(each, `${prefix === '' ? '' : `${prefix}_`}${name}`));
  return `\t<testsuite ${counts} tests="${cases.length}" time="${sum(cases)}"${stamp}>\n${lines.join('')}\t</testsuite>\n`;
}

function caseOf(each: TestResult, className: string): string {
  const seconds = duration(each);
  const time = seconds === undefined ? '' : ` time="${seconds.toFixed(6)}"`;
  const stamp = each.logged === null ? '' : ` timestamp="${offset(each.logged)}"`;
  const attributes = `name=${attribute(each.name)}${time}${stamp} classname=${attribute(className)}`;
  const inside = INSIDE[each.result];
  return inside === undefined
    ? `\t\t<testcase ${attributes}/>\n`
    : `\t\t<testcase ${attributes}>\n\t\t\t${inside}\n\t\t</testcase>\n`;
}

const INSIDE: Partial<Record<TestResult['result'], string>> = {
  fail: '<failure type="failure" message="failed"/>',
  skip: '<skipped type="skipped" message="skipped"/>',
};

const count = (cases: readonly TestResult[], wanted: TestResult['result']) =>
  cases.filter(({ result }) => result === wanted).length;

function duration({ metadata }: TestResult): number | undefined {
  const seconds = Number.parseFloat(String(metadata.duration ?? ''));
  return Number.isFinite(seconds) ? seconds : undefined;
}

function sum(cases: readonly TestResult[]): string {
  return String(Number(cases.reduce((all, each) => all + (duration(each) ?? 0), 0).toFixed(6)));
}

/** `2026-01-31T12:00:00+00:00` */
const offset = (iso: string) => iso.replace(/\.000Z$|Z$/, '+00:00');
