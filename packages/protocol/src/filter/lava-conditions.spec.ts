// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { readConditions } from './lava-conditions.ts';

it.each([
  ['testjob__submitter__exact__bob', { submitter: 'bob' }],
  ['submitter__ne__bob,testjob__health__exact__Incomplete', { notSubmitter: 'bob', health: ['incomplete'] }],
  ['description__icontains__a__b', { search: 'a__b' }],
  [['actual_device__qemu-1', 'state__Finished'], { device: 'qemu-1', state: ['finished'] }],
  [{ testjob__requested_device_type: 'qemu' }, { deviceType: ['qemu'] }],
  ['type:qemu by:bob', { deviceType: ['qemu'], submitter: 'bob' }],
])('%j', (conditions, values) => {
  expect(readConditions(conditions, 0)).toEqual(values);
});

it.each([
  ['priority__gt__5', /cannot be chosen by `priority`/],
  ['constructor__x', /cannot be chosen by `constructor`/],
  ['health__gt__Complete', /cannot be compared by `gt`/],
  ['health__ne__Complete', /cannot be compared by `ne`/],
  ['health__exact__Good', /must be unknown, complete/],
  ['typ:qemu', /there is no key typ/],
  [7, /must be a text/],
])('%j is refused', (conditions, message) => {
  expect(() => readConditions(conditions, 0)).toThrow(message);
});
