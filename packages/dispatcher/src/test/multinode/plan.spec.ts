// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const job = { protocols: { 'lava-multinode': { target_group: 'g', role: 'a' } } };

describe('plan of a test in a group', () => {
  it('is never tried again', async () => {
    expect(await planOf([{ test: { role: ['a'], failure_retry: 3, definitions: [] } }], { job })).toEqual([
      'multinode-test',
    ]);
  });

  it('with monitors is the same as without a group', async () => {
    const monitors = [{ name: 'a', start: 'b', end: 'c', pattern: 'd' }];
    expect(await planOf([{ test: { role: ['a'], failure_retry: 3, monitors } }], { job })).toEqual([
      'lava-test-monitor-retry*3{lava-test-monitor}',
    ]);
  });
});
