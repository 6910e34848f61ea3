// SPDX-License-Identifier: Apache-2.0
import type { ResultMessage } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { OverlayTree } from '../../image/tree.ts';
import type { OverlayDefinition } from '../../overlay/overlay.ts';
import { RecordClock } from '../../records/clock.ts';
import { JobLog } from '../../records/job-log.ts';
import { Mask } from '../../secrecy/mask.ts';
import { TestRuns } from './runs.ts';
import { readSignal, SIGNAL } from './signal.ts';

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
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line), flush: async () => {}, backlog: 0, lost: 0 };
  const log = new JobLog(sink, new RecordClock(), new Mask([]));
  const runs = new TestRuns({ definitions, namespace: 'common', level: '3.1', log });
  const records = () => lines.map((line) => JSON.parse(line) as { lvl: string; msg: ResultMessage | string });
  return {
    runs,
    results: () => records().flatMap(({ lvl, msg }) => (lvl === 'results' ? [msg as ResultMessage] : [])),
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
      { definition: '0_a', case: 'speed', result: 'pass', units: 'MB/s', measurement: 1.5, set: 'group one' },
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

  it('that make no sense are errors in the log, and the run goes on', () => {
    const { runs, results, errors } = runsOf(definition('0_a'));
    runs.start('0_a');
    runs.testCase('TEST_CASE_ID=x RESULT=perhaps');
    runs.testCase('RESULT=pass');
    runs.testCase('TEST_CASE_ID=x RESULT=pass MEASUREMENT=much');
    runs.reference('only two');
    expect(errors()).toHaveLength(4);
    expect(results()).toEqual([]);
  });

  it('before the start of a run end the test', () => {
    const { runs } = runsOf(definition('0_a'));
    expect(() => runs.testCase('TEST_CASE_ID=x RESULT=pass')).toThrow(
      expect.objectContaining({ code: 'test-protocol' }),
    );
    runs.start('0_a');
    expect(() => runs.testSet('START')).toThrow(expect.objectContaining({ code: 'test-protocol' }));
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

describe('a signal', () => {
  const read = (text: string) => readSignal(new RegExp(SIGNAL).exec(text) ?? []);

  it('is read', () => {
    expect(read('x <LAVA_SIGNAL_TESTSET STOP>')).toMatchObject({
      name: 'TESTSET',
      text: 'STOP',
      damaged: false,
    });
  });

  it('is repaired where a line of the kernel cut in', () => {
    expect(
      read(
        '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=foo RES[   12.345678] random: crng init done\r\nULT=pass>\r\n',
      ),
    ).toEqual({ name: 'TESTCASE', text: 'TEST_CASE_ID=foo RESULT=pass', repaired: true, damaged: false });
    expect(
      read('<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=foo RESULT=pa\r\n[    3.000001][   T12] usb 1-1: new\r\nss>'),
    ).toMatchObject({
      text: 'TEST_CASE_ID=foo RESULT=pass',
      repaired: true,
    });
  });

  it('is damaged where it cannot be told what was cut', () => {
    expect(read('<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=foo RES[   12.345678] a -> b\r\nULT=pass>').damaged).toBe(
      true,
    );
    expect(read('<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=fo\r\n<LAVA_SIGNAL_TESTSET STOP>').damaged).toBe(true);
    expect(read('<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=foo RESU\r\nmore text\r\nLT=pass>').damaged).toBe(true);
  });
});
