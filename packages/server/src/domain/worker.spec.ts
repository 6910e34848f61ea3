// SPDX-License-Identifier: Apache-2.0
import { WORKER_STATES } from '@lava/protocol/api/lab.ts';
import { describe, expect, it } from 'vitest';
import { nextWorkerState, WORKER_EVENTS } from './worker.ts';

describe('nextWorkerState', () => {
  it('is decided by whether the worker is heard, over all pairs', () => {
    const table = WORKER_STATES.map((state) =>
      WORKER_EVENTS.map((event) => nextWorkerState(state, event) ?? '.'),
    );
    expect(table).toEqual([
      ['.', 'offline', 'offline'],
      ['online', '.', '.'],
    ]);
  });
});
