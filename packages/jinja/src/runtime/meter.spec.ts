// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { TEMPLATE_LIMITS } from './limits.ts';
import { Meter } from './meter.ts';

describe('the time of a rendering', () => {
  const limits = { ...TEMPLATE_LIMITS, time: 200 };

  it('is that of the processor: a machine that is busy with other things takes none of it', () => {
    const meter = new Meter(limits);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * limits.time);
    expect(() => meter.checkTime()).not.toThrow();
    expect(() => {
      for (;;) meter.tick();
    }).toThrow('takes longer than 200 ms');
  });
});
