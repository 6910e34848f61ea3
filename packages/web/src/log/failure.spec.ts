// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { findFailure } from './failure.ts';
import { LineStore } from './line-store.ts';

function storeOf(...lines: [lvl: JobRecord['lvl'], msg: string][]): LineStore {
  const store = new LineStore();
  const dt = '2026-11-22T09:34:00.123456+00:00';
  store.addLines(
    0,
    lines.map(([lvl, msg]) => encodeRecord({ dt, lvl, msg })),
  );
  return store;
}

describe('findFailure', () => {
  it('finds the first line that says what the job says, not what came of it', () => {
    const store = storeOf(
      ['target', 'login-action timed out'],
      ['error', 'an attempt failed'],
      ['error', 'login-action timed out after 30 s'],
      ['error', 'the board is switched off'],
      ['exception', 'login-action timed out after 30 s'],
      ['debug', 'cleaned up'],
    );
    expect(findFailure(store, 'login-action timed out')).toBe(2);
  });

  it('is the last error when no line has the message, and nothing without an error', () => {
    expect(findFailure(storeOf(['error', 'a'], ['error', 'b'], ['info', 'c']), 'other')).toBe(1);
    expect(findFailure(storeOf(['info', 'other']), 'other')).toBeUndefined();
  });
});
