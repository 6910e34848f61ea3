// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { Told } from '../told.ts';
import { filledIn, hostOf, shownAddress } from './address.ts';

const JOB = {
  ...{
    id: 7,
    state: 'finished',
    health: 'incomplete',
    description: 'boot & test',
    device: null,
    username: 'ann',
  },
  ...{
    device_type: 'qemu',
    priority: 50,
    submit_time: new Date(0),
    start_time: null,
    end_time: new Date(1_500),
  },
} as Told;

it.each([
  ['http://x/{ID}/{STATUS}/{STATUS_STRING}', 'http://x/7/3/incomplete'],
  ['http://x/?a={STATE_STRING}&b={ HEALTH }&c={ACTUAL_DEVICE}', 'http://x/?a=Finished&b=2&c=None'],
  ['http://x/{DESCRIPTION}', 'http://x/boot%20%26%20test'],
  ['http://x/{END_TIME}', 'http://x/1970-01-01%2000%3A00%3A01.500000%2B00%3A00'],
  ['http://x/{TOKEN}{constructor}{__PROTO__}', 'http://x/{TOKEN}{constructor}{__PROTO__}'],
])('%s', (url, expected) => {
  expect(filledIn(url, JOB)).toBe(expected);
});

it('shows no password of an address', () => {
  expect(shownAddress('https://ann:secret@x.org/y@z')).toBe('https://x.org/y@z');
  expect(hostOf('https://ann:secret@x.org:8443/y')).toBe('x.org:8443');
  expect(hostOf('nothing')).toBe('nothing');
});
