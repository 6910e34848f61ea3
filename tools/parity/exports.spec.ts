// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { Random } from '@lava/kit/testing/random.ts';
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { RESULTS } from '@lava/protocol/record/verdict.ts';
import { type TestApi, testApi } from '@lava/server/testing/api.ts';
import { addResults, type TestCase } from '@lava/server/testing/results.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { pythonReference, runReference } from './reference.ts';

/** What tests may call themselves. */
const NAMES = [
  ...[
    'boot',
    'a b',
    ' x ',
    '# SKIP',
    'a # TODO b',
    '\\# skip',
    '- 7',
    '1..9',
    'ok 3',
    '...',
    '---',
    'Bail out!',
  ],
  ...[
    '<b>&amp;"\'',
    ']]>',
    '\u0001\u001b[31mred',
    'line\nbreak',
    'tab\there',
    '\r',
    '\u2028',
    '\ufffe',
    '😀',
    'ä,ö;"',
  ],
  ...[
    'null',
    'yes',
    '1e3',
    '0x10',
    '2026-11-29',
    '{a: b}',
    '[1]',
    '!tag',
    '*x',
    '&y',
    '%z',
    ': ',
    '=1+1',
    '~',
  ],
];

const { reason } = pythonReference();

describe.skipIf(reason)(`exports, read by Python and Perl${reason ? ` (${reason})` : ''}`, () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await testApi();
    await api.lab.user('admin', true);
    await api.lab.deviceType();
    await api.lab.worker();
  });

  it.each([1, 2])('have the same verdicts in each form (seed %i)', async (seed) => {
    const cases = draw(new Random(seed));
    const ended = { state: 'finished', health: 'complete', end_time: new Date(), device: 'qemu-1' } as const;
    const job = await api.lab.job(ended);
    await addResults(api.db, job, cases);
    const admin = await api.as('admin');
    const text = async (format: string) => {
      const answer = await admin('GET', `/jobs/${job}/export/${format}`);
      expect(answer.status).toBe(200);
      return typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    };
    const forms = ['junit', 'csv', 'json', 'yaml', 'squad-tests'];
    const texts = Object.fromEntries(await Promise.all(forms.map(async (form) => [form, await text(form)])));
    const read = runReference('exports', texts) as Read;

    // Suites in the order in which they were first heard of.
    const suites = [...new Set(cases.map(({ suite }) => suite))];
    const bySuite = cases.toSorted((a, b) => suites.indexOf(a.suite) - suites.indexOf(b.suite));
    expect(read.junit).toEqual(bySuite.map(({ result = 'pass' }) => JUNIT[result]));
    const sums = read.junitCounts.reduce(
      (all, one) => all.map((sum, n) => sum + (one[n] ?? 0)),
      [0, 0, 0, 0],
    );
    const count = (word: string) => read.junit.filter((verdict) => verdict === word).length;
    expect(sums).toEqual([cases.length, count('failure'), count('error'), count('skipped')]);

    const said = cases.map(({ suite, set, name, result }) => ({ suite, set: set ?? null, name, result }));
    expect(read.json).toMatchObject(said);
    expect(read.yaml).toEqual(read.json);
    expect(read.csv).toMatchObject(said.map(({ set, ...rest }) => ({ ...rest, set: set ?? '' })));

    for (const { suite, set, name, result = 'pass' } of cases) {
      const verdict = read.squad[[suite, set, name].filter((part) => part !== undefined).join('/')];
      expect(SQUAD[result]).toContain(verdict);
    }
    expect(readTap(await text('tap'))).toEqual(cases.map(({ result = 'pass' }) => TAP[result]));
  });
});

const JUNIT = { pass: 'passed', fail: 'failure', skip: 'skipped', unknown: 'error' };
const TAP = { pass: 'ok', fail: 'not ok', skip: 'ok skip', unknown: 'not ok todo' };
/** A case that was reported more than once is the worst of them. */
const SQUAD = {
  pass: ['pass', 'skip', 'fail'],
  skip: ['skip', 'fail'],
  unknown: ['skip', 'fail'],
  fail: ['fail'],
};

interface Read {
  junit: string[];
  junitCounts: number[][];
  csv: Record<string, string>[];
  json: TestResult[];
  yaml: TestResult[];
  squad: Record<string, string>;
}

function draw(random: Random): (TestCase & { suite: string })[] {
  const suites = [0, 1, 2, 3].map((n) => `${n}_${random.one(NAMES)}`);
  return Array.from({ length: 1_200 }, () => ({
    suite: random.one(suites),
    ...(random.percent(30) && { set: random.one(NAMES) }),
    name: random.percent(50) ? random.one(NAMES) : `case-${random.between(0, 400)}`,
    result: random.one(RESULTS),
    ...(random.percent(30) && { measurement: `${random.between(-9, 99)}.50`, units: random.one(NAMES) }),
    metadata: { [random.one(NAMES)]: random.one(NAMES) },
  }));
}

/** What `prove` makes of it, line by line. */
function readTap(text: string): string[] {
  const program = `use TAP::Parser; local $/; my $tap = TAP::Parser->new({ tap => <STDIN> });
    while (my $r = $tap->next) {
      print(($r->is_actual_ok ? 'ok' : 'not ok') . ($r->has_skip ? ' skip' : '') . ($r->has_todo ? ' todo' : ''), "\\n")
        if $r->is_test;
    }
    die join("\\n", $tap->parse_errors) if $tap->parse_errors;`;
  const child = spawnSync('perl', ['-e', program], { input: text, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (child.status !== 0) throw new Error(child.stderr);
  return child.stdout.trim().split('\n');
}
