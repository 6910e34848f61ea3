// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { DeviceClock } from './device-clock.ts';

const START = 'STARTRUN 0_a 1_1.1';
const CASE = 'TEST_CASE_ID=a RESULT=pass MEASUREMENT=1';

function jumps(...clocks: string[]) {
  const clock = new DeviceClock();
  return clocks.map((each) => {
    const { text, jump } = clock.read(`${CASE} CLOCK=${each}`);
    expect(text).toBe(CASE);
    return jump;
  });
}

describe('the clock of a device', () => {
  it.each([
    ['that goes', ['1000/10', '1060/70', '1062/71'], [undefined, undefined, undefined]],
    ['that is brought to the right time slowly', ['1000/10', '1063/70'], [undefined, undefined]],
    ['that is set to now', ['20/10', '1796000000/15', '1796000005/20'], [undefined, 1795999975, undefined]],
    ['that is set back', ['9000/10', '5405/15'], [undefined, -3600]],
    ['after a new start', ['9000/500', '90/10', '95/15'], [undefined, undefined, undefined]],
  ])('%s', (_, told, expected) => {
    expect(jumps(...told)).toEqual(expected);
  });

  it.each([START, CASE, `${CASE} CLOCK=x`, `${CASE} CLOCK=1/2 more`, `${CASE} CLOCK=1${'0'.repeat(20)}/2`])(
    'is not in %j',
    (text) => {
      expect(new DeviceClock().read(text)).toEqual({ text });
    },
  );
});
