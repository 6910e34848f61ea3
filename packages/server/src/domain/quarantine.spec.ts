// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type BoardLedger, blame, nextRung } from './quarantine.ts';

const RULES = { after: 3, rounds: 2 };
const GOOD = { jobs: 10, failed: 1 };
const NONE = { jobs: 0, failed: 0 };
const board = (device: string, more: Partial<BoardLedger> = {}): BoardLedger => ({
  ...{ device, worker: 'w1', deviceType: 'x15', own: [true, true, true, false] },
  ...{ siblings: GOOD, elsewhere: GOOD },
  ...more,
});
const fine = (device: string) => board(device, { own: [false, true, true, true] });

describe('a board whose last jobs the lab failed', () => {
  it('is to blame when others of its type go well', () => {
    expect(blame([board('a'), fine('b')], RULES)).toEqual([
      {
        kind: 'device',
        device: 'a',
        reason:
          'its last 3 jobs failed because of the lab, while 9 of 10 jobs on other devices of type x15 went well',
      },
    ]);
  });

  it.each([
    ['one of them went well', { own: [true, true, false] }],
    ['they are too few', { own: [true, true] }],
    ['others of its type fail too', { siblings: { jobs: 10, failed: 5 } }],
    ['there are no others', { siblings: NONE }],
    ['others ran next to nothing', { siblings: { jobs: 2, failed: 0 } }],
  ])('is not to blame when %s', (_, more) => {
    expect(blame([board('a', more)], RULES)).toEqual([]);
  });

  it('is never to blame where the lab has turned this off', () => {
    expect(blame([board('a')], { ...RULES, after: 0 })).toEqual([]);
  });
});

describe('boards of one worker that fail together', () => {
  const three = ['a', 'b', 'c'].map((name) => board(name));

  it('put the blame on the worker, and none on them', () => {
    expect(blame([...three, fine('d')], RULES)).toEqual([
      {
        kind: 'worker',
        worker: 'w1',
        devices: ['a', 'b', 'c'],
        reason:
          'the last 3 jobs on each of 3 of its devices failed because of the lab, and such jobs went well on other workers',
      },
    ]);
  });

  it('put it on nobody when their jobs go well nowhere, as when a file server is down', () => {
    const everywhere = three.map((each) => ({ ...each, siblings: NONE, elsewhere: { jobs: 8, failed: 8 } }));
    expect(blame(everywhere, RULES)).toEqual([]);
  });

  it('are each on its own when most of the worker goes well', () => {
    const others = ['d', 'e', 'f', 'g'].map(fine);
    expect(blame([...three, ...others], RULES).map(({ kind }) => kind)).toEqual([
      'device',
      'device',
      'device',
    ]);
  });
});

describe('a board in quarantine', () => {
  it.each([
    [{ passed: 0, failed: false }, 'stays'],
    [{ passed: 1, failed: false }, 'stays'],
    [{ passed: 2, failed: false }, 'good'],
    [{ passed: 5, failed: true }, 'bad'],
  ])('after %j is %s', (checks, next) => {
    expect(nextRung(checks, RULES)).toBe(next);
  });
});
