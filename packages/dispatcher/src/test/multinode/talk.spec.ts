// SPDX-License-Identifier: Apache-2.0
import { Progress } from '@lava/kit/progress.ts';
import { describe, expect, it } from 'vitest';
import { answerLines } from './answer-lines.ts';
import { ask, callOf } from './talk.ts';

const call = (word: string, text: string) => callOf(word, text, () => 7);

describe('what a helper prints', () => {
  it.each([
    ['SEND', 'up', { call: 'send', name: 'up', pairs: {} }],
    [
      'SEND',
      'up a=1 b=two words c=x=y',
      { call: 'send', name: 'up', pairs: { a: '1', b: 'two words', c: 'x=y' } },
    ],
    ['WAIT', 'up', { call: 'wait', name: 'up' }],
    ['WAIT_ALL', 'up', { call: 'wait-all', name: 'up' }],
    ['WAIT_ALL', 'up client', { call: 'wait-all', name: 'up', role: 'client' }],
    ['SYNC', 'go', { call: 'sync', name: 'go', times: 7 }],
  ])('%s %s is a call', (word, text, expected) => {
    expect(call(word, text)).toEqual(expected);
  });

  it.each([
    ['SEND', 'up word'],
    ['SEND', ` a=1`],
    ['SEND', 'up a=1 __proto__=2'],
    ['SEND', `up k=${'x'.repeat(3_000)}`],
    ['SYNC', 'go now'],
    ['WAIT', '\u0007'],
  ])('%s %s is refused', (word, text) => {
    expect(call(word, text)).toBeUndefined();
  });
});

describe('what is typed for it', () => {
  it("is LAVA's line; what has blanks or no room is on lines of its own", () => {
    expect(answerLines('WAIT', [])).toEqual(['<LAVA_WAIT_COMPLETE>']);
    expect(answerLines('WAIT', 'nack')).toEqual(['<LAVA_WAIT_COMPLETE nack>']);
    expect(answerLines('WAIT_ALL', ['1:a=1', '2:note=two words', '3:b=2'])).toEqual([
      '<LAVA_WAIT_ALL_PAIR 2:note=two words>',
      '<LAVA_WAIT_ALL_COMPLETE 1:a=1 3:b=2>',
    ]);
    const long = Array.from({ length: 5 }, (_, n) => `1:k${n}=${'x'.repeat(300)}`);
    for (const line of answerLines('WAIT', long)) expect(line.length).toBeLessThan(1_100);
  });
});

describe('a call', () => {
  const never = {
    nextMeeting: () => 1,
    ask: (progress: Progress) => progress.race(new Promise<never>(() => undefined)),
  };

  it('ends with its limit, and says what nobody answered', async () => {
    using progress = Progress.root();
    await expect(
      ask(progress, never, { word: 'WAIT_ALL', text: 'up client', limit: 20 }),
    ).rejects.toMatchObject({
      code: 'multinode-timeout',
      message: 'lava-wait-all up client: the other devices of the group did not answer within 0.02 seconds',
    });
  });

  it('without a limit ends with the test', async () => {
    using progress = Progress.root();
    const asked = ask(progress, never, { word: 'SYNC', text: 'go', limit: undefined });
    progress.cancel(new Error('over'));
    await expect(asked).rejects.toThrow('over');
  });
});
