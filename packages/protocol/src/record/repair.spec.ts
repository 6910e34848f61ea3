// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decodeRecord, JobStatus, ResultMessage, StepEvent } from './record.ts';
import { PARTS } from './repair.ts';

const dt = '2026-11-22T09:34:00.123456+00:00';

describe('a stored line', () => {
  it.each([
    ['no JSON', '{"dt":"x'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[{"dt":"x","lvl":"info","msg":"a"}]'],
    ['without a time', '{"lvl":"info","msg":"a"}'],
    ['whose time is a number', '{"dt":5,"lvl":"info","msg":"a"}'],
    ['without a message', `{"dt":"${dt}","lvl":"info"}`],
  ])('that is %s is shown as damaged', (_, line) => {
    expect(decodeRecord(line)).toMatchObject({ lvl: 'exception', msg: `damaged record: ${line}` });
  });

  it('of a record is read without the parts that are none of ours', () => {
    const part = { event: 'start', level: '1', name: 'x' };
    const read = (more: object) => decodeRecord(JSON.stringify({ dt, lvl: 'info', msg: 'a', ...more }));
    expect(read({ step: part })).toEqual({ dt, lvl: 'info', msg: 'a', step: part });
    expect(read({ step: { ...part, timeout: 'long' } })).toEqual({ dt, lvl: 'info', msg: 'a', step: part });
    expect(read({ step: [], status: 5, private: null, ns: {} })).toEqual({ dt, lvl: 'info', msg: 'a' });
    expect(read({ msg: { case: 'x' } })).toEqual({ dt, lvl: 'info', msg: '{"case":"x"}' });
    expect(read({ msg: null })).toEqual({ dt, lvl: 'info', msg: 'null' });
    const result = { definition: 'x', case: 'y', result: 'pass' };
    expect(read({ msg: { ...result, error_msg: 5, more: [1] } }).msg).toEqual({ ...result, more: [1] });
  });

  it('is repaired by what the schemas say', () => {
    const schemas = { msg: ResultMessage, step: StepEvent, status: JobStatus };
    for (const [name, { needs, types }] of Object.entries(PARTS)) {
      const { properties, required } = z.toJSONSchema(schemas[name as keyof typeof schemas], {
        io: 'input',
      }) as {
        properties: object;
        required: string[];
      };
      expect(required.toSorted()).toEqual(needs.toSorted());
      const known = Object.keys(properties).filter((key) => key !== 'extra' && !needs.includes(key));
      expect(Object.keys(types).toSorted()).toEqual(known.toSorted());
    }
  });
});
