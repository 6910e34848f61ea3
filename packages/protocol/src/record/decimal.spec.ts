// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Decimal, parseDecimal } from './decimal.ts';
import { publicLine, wholeLine } from './private.ts';
import { decodeRecord, encodeRecord, type JobRecord } from './record.ts';

describe('a measurement', () => {
  it.each([
    ['123456789.123456789', '123456789.123456789'],
    ['0.1000', '0.1000'],
    ['+.5', '0.5'],
    ['-007.', '-7'],
    ['1E-12', '1E-12'],
    ['99999999999999999999', '99999999999999999999'],
  ])('printed as %s is %s', (printed, kept) => {
    expect(parseDecimal(printed)).toBe(kept);
  });

  it.each(['', '.', 'fast', '0x10', 'inf', 'nan', '1e999', '1,5', '1 2', '9'.repeat(61)])(
    'printed as %j is not a number',
    (printed) => {
      expect(parseDecimal(printed)).toBeUndefined();
    },
  );

  it('is a number in the log, and keeps its digits through each door', () => {
    const msg = { definition: 'a', case: 'b', result: 'pass' as const, measurement: '123456789.1234567890' };
    const record: JobRecord = { dt: '2026-01-01T00:00:00.000000+00:00', lvl: 'results', msg };
    const line = encodeRecord({ ...record, private: { msg } });
    expect(line).toContain('"measurement":123456789.1234567890}');
    for (const read of [line, publicLine(line), wholeLine(line)]) expect(decodeRecord(read).msg).toEqual(msg);
  });

  it('of an older worker is a number', () => {
    expect(Decimal.parse(1.5)).toBe('1.5');
    expect(Decimal.safeParse('***').success).toBe(false);
  });
});
