// SPDX-License-Identifier: Apache-2.0
import { isMissed, MISSED } from '@lava/protocol/record/missed.ts';
import { decodeRecord, type ResultMessage } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { OverlayTree } from '../image/tree.ts';
import type { OverlayDefinition } from '../overlay/overlay.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { TestRuns } from './runs.ts';

function definition(
  run: string,
  file: Partial<OverlayDefinition['file']> = {},
  block = {},
): OverlayDefinition {
  return {
    block: { from: 'inline', name: run, path: 'x.yaml', repository: {}, ...block },
    run,
    stage: 0,
    uuid: `1_${run}`,
    files: new OverlayTree(),
    file: { metadata: {}, ...file },
    commit: undefined,
  };
}

function runsOf(...definitions: OverlayDefinition[]) {
  return attemptOf(1, ...definitions);
}

function attemptOf(attempt: number, ...definitions: OverlayDefinition[]) {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line), flush: async () => {}, backlog: 0, lost: 0 };
  const log = new JobLog(sink, new RecordClock(), new Mask([]));
  const runs = new TestRuns({ definitions, namespace: 'common', level: '3.1', log, attempt });
  const records = () => lines.map(decodeRecord);
  return {
    runs,
    results: () => records().flatMap(({ lvl, msg }) => (lvl === 'results' ? [msg as ResultMessage] : [])),
    warnings: () => records().flatMap(({ lvl, msg }) => (lvl === 'warning' ? [String(msg)] : [])),
    errors: () => records().flatMap(({ lvl, msg }) => (lvl === 'error' ? [String(msg)] : [])),
  };
}

describe('results of a run', () => {
  it('have units, measurement and set, and the run passes at its end', () => {
    const { runs, results } = runsOf(definition('0_a'));
    runs.start('0_a');
    runs.testSet('START group one');
    runs.testCase('TEST_CASE_ID=speed RESULT=pass UNITS=MB/s MEASUREMENT=1.50');
    runs.testSet('STOP');
    runs.testCase('TEST_CASE_ID=b RESULT=FAIL');
    runs.end('0_a');
    expect(results()).toMatchObject([
      {
        definition: '0_a',
        case: 'speed',
        result: 'pass',
        units: 'MB/s',
        measurement: '1.50',
        set: 'group one',
      },
      { definition: '0_a', case: 'b', result: 'fail' },
      {
        definition: 'lava',
        case: '0_a',
        result: 'pass',
        uuid: '1_0_a',
        repository: 'inline',
        revision: 'unspecified',
      },
    ]);
    expect(results()[1]).not.toHaveProperty('set');
  });

  it('that make no sense are errors in the log, and the run continues', () => {
    const { runs, results, errors } = runsOf(definition('0_a'));
    runs.start('0_a');
    runs.testCase('TEST_CASE_ID=x RESULT=perhaps');
    runs.testCase('RESULT=pass');
    runs.reference('only two');
    expect(errors()).toHaveLength(3);
    expect(results()).toEqual([]);
  });

  it('keep their verdict when their measurement is not usable', () => {
    const { runs, results, errors, warnings } = runsOf(definition('0_a'));
    runs.start('0_a');
    runs.testCase('TEST_CASE_ID=x RESULT=pass UNITS=s MEASUREMENT=much');
    expect(results()).toEqual([expect.not.objectContaining({ units: 's' })]);
    expect(results()).toMatchObject([{ case: 'x', result: 'pass' }]);
    expect([errors(), warnings()]).toEqual([
      [],
      ['case x has its result, but its measurement is not a decimal number: much'],
    ]);
  });

  it('belong to the definition that was next, when start and end of its run are lost', () => {
    const { runs, results, errors } = runsOf(definition('0_a', { expected: ['x', 'y'] }), definition('1_b'));
    runs.testCase('TEST_CASE_ID=x RESULT=pass');
    runs.start('1_b');
    runs.end('1_b');
    runs.finish();
    expect(results().map((each) => `${each.definition} ${each.case} ${each.result}`)).toEqual([
      ...['0_a x pass', '0_a y unknown', 'lava 0_a unknown', 'lava 1_b pass'],
    ]);
    expect([errors(), runs.strays]).toEqual([[], 0]);
  });

  it('that did not arrive whole are recorded as corrupted with what stood there, and nothing fails for it', () => {
    const { runs, results } = runsOf(definition('0_a', { expected: ['x'] }));
    runs.start('0_a');
    runs.corrupted('<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=x RESbcdVersion\r\nULT=pass>');
    runs.finish();
    expect(results()).toMatchObject([
      {
        definition: '0_a',
        case: 'corrupted',
        result: 'unknown',
        extra: { console: expect.stringMatching(/bcdVersion/) },
      },
      { definition: '0_a', case: 'x', result: 'unknown', extra: { reason: MISSED.reason } },
      { definition: 'lava', case: '0_a', result: 'unknown' },
    ]);
  });

  it('belong to the run whose end comes, when the signal of its start is lost', () => {
    const { runs, results, errors } = runsOf(
      definition('0_a'),
      definition('1_b', {}, { expected: ['x', 'y'] }),
    );
    runs.start('0_a');
    runs.end('0_a');
    runs.testSet('START s');
    runs.testCase('TEST_CASE_ID=x RESULT=pass');
    runs.end('1_b');
    runs.finish();
    expect(
      results().map((each) => `${each.definition} ${each.set ?? '-'} ${each.case} ${each.result}`),
    ).toEqual(['lava - 0_a pass', '1_b s x pass', '1_b - y fail', 'lava - 1_b pass']);
    expect(errors()).toEqual([]);
    expect([runs.unstarted, runs.strays]).toEqual([[], 0]);
  });

  it('outside of any run are errors, and cost no later run', () => {
    const { runs, results, errors } = runsOf(definition('0_a'), definition('0_c'), definition('1_b'));
    runs.testCase('TEST_CASE_ID=x RESULT=pass');
    runs.reference('x pass http://y');
    runs.start('1_b');
    runs.testCase('TEST_CASE_ID=z RESULT=pass');
    runs.end('1_b');
    runs.end('1_b');
    runs.testCase('TEST_CASE_ID=late RESULT=pass');
    expect(runs.unstarted).toEqual(['0_a', '0_c']);
    runs.finish();
    expect(results().map((each) => `${each.definition} ${each.case}`)).toEqual(['1_b z', 'lava 1_b']);
    expect(errors()).toHaveLength(4);
    expect(runs.strays).toBe(3);
    expect(() => runs.testSet('START')).toThrow(expect.objectContaining({ code: 'test-protocol' }));
  });

  it('of a later attempt say which', () => {
    const { runs, results } = attemptOf(2, definition('0_a'));
    runs.start('0_a');
    runs.testCase('TEST_CASE_ID=x RESULT=pass');
    runs.end('0_a');
    expect(results()).toMatchObject([
      { case: 'x', attempt: 2 },
      { case: '0_a', attempt: 2 },
    ]);
  });

  it('are fixed up by the words of the definition', () => {
    const { runs, results } = runsOf(
      definition('0_a', { parse: { pattern: 'x', fixupdict: { ok: 'pass' } } }),
    );
    runs.start('0_a');
    runs.matched({ test_case_id: 'one', result: 'ok', measurement: undefined, units: undefined });
    runs.matched({ test_case_id: 'a whole sentence', result: 'ok' });
    expect(results()).toMatchObject([{ case: 'one', result: 'pass' }]);
  });

  it('that were expected and did not come have failed, and so have others', () => {
    const { runs, results } = runsOf(
      definition('0_a', { expected: ['one', 'two'] }),
      definition('1_b', {}, { expected: ['three'] }),
    );
    runs.start('0_a');
    runs.testCase('TEST_CASE_ID=one RESULT=pass');
    runs.testCase('TEST_CASE_ID=other RESULT=pass');
    runs.end('0_a');
    runs.finish();
    expect(results().map((each) => `${each.case} ${each.result}`)).toEqual([
      'one pass',
      'other fail',
      'two fail',
      '0_a pass',
      'three fail',
    ]);
    // Of these nobody said that they failed.
    const missed = results().filter((each) => isMissed({ result: each.result, metadata: { ...each } }));
    expect(missed.map((each) => each.case)).toEqual(['two', 'three']);
  });

  it('of a run that never ended show it, also when another one starts', () => {
    const { runs, results } = runsOf(definition('0_a'), definition('1_b'), definition('2_c'));
    runs.start('0_a');
    runs.start('1_b');
    expect(runs.unstarted).toEqual(['2_c']);
    runs.finish();
    expect(results().map((each) => `${each.case} ${each.result}`)).toEqual(['0_a fail', '1_b fail']);
  });
});
