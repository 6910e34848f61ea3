// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Stale } from './stale.ts';

describe('Stale', () => {
  it('is about the list and the one thing that changed', () => {
    const stale = new Stale();
    stale.add({ resource: 'job', name: '7' });
    expect(stale.has(['job', 'list', {}])).toBe(true);
    expect(stale.has(['job', 'one', 7])).toBe(true);
    expect(stale.has(['job', 'one', 8])).toBe(false);
    expect(stale.has(['job', 'results', 7])).toBe(false);
    expect(stale.has(['device', 'list'])).toBe(false);
    expect(stale.has(['session'])).toBe(false);
  });

  it('reaches what reflects it: running jobs of a worker, counts of a device type', () => {
    const stale = new Stale();
    stale.add({ resource: 'device', name: 'qemu-01' });
    expect(stale.has(['device-type', 'list'])).toBe(true);
    expect(stale.has(['device', 'dictionary', 'qemu-01'])).toBe(true);
    expect(stale.has(['worker', 'one', 'lab-1'])).toBe(false);
    stale.add({ resource: 'job', name: '1' });
    expect(stale.has(['worker', 'one', 'lab-1'])).toBe(true);
    stale.clear();
    stale.add({ resource: 'job', name: '2' });
    expect(stale.has(['device-type', 'list'])).toBe(true);
  });

  it('may be everything, and nothing again', () => {
    const stale = new Stale();
    stale.addEverything();
    expect(stale.has(['worker', 'one', 'lab-1'])).toBe(true);
    expect(stale.has(['session'])).toBe(false);
    stale.clear();
    expect(stale.has(['worker', 'list'])).toBe(false);
  });
});
