// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Signal } from '../console/signal.ts';
import { SignalLedger } from './ledger.ts';

const signal = (number: number) =>
  ({ name: 'TESTCASE', text: `case ${number}`, number, raw: '', closed: true }) as Signal;

describe('which signals have arrived', () => {
  it('names those that are missing', () => {
    const ledger = new SignalLedger();
    for (const number of [1, 2, 5]) expect(ledger.arrived(signal(number))).toBe(true);
    expect(ledger.arrived(signal(5))).toBe(false);
    expect(ledger.missing()).toEqual([3, 4]);
    expect(ledger.request).toBe('3 4');
  });

  it('does not believe numbers that a test has made up, one after the other', () => {
    const ledger = new SignalLedger();
    for (const number of [999_999_999, 1, 5_000, 10_001, 20_000, 999_999_999])
      expect(ledger.arrived(signal(number))).toBe(true);
    expect(ledger.missing().length).toBe(9_998);
    expect(ledger.request).toBe('all');
  });
});
