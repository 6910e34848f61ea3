// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parseFilter } from './parse.ts';
import { filterOfConditions, writeFilter } from './write.ts';

describe('a filter that is written', () => {
  it.each([
    'type:qemu,x86 health:incomplete',
    '-by:ann "boot: \\"test\\" \\\\ x"',
    'state:submitted,running device:"a b" suite:"0_ltp x" case:"a:b" result:fail',
  ])('is read as what it was: %s', (text) => {
    const values = parseFilter(text, 0);
    expect(parseFilter(writeFilter(values), 0)).toEqual(values);
  });
});

describe("LAVA's conditions", () => {
  it.each([
    ['testjob__health__exact__Incomplete,testjob__submitter__exact__bob', 'health:incomplete by:bob'],
    ['testjob__submitter__ne__lava-health', '-by:lava-health'],
    ['description__icontains__boot test, requested_device_type__qemu', 'type:qemu "boot test"'],
  ])('%s is %s', (conditions, filter) => {
    expect(filterOfConditions(conditions)).toBe(filter);
  });

  it('are not a filter of ours, and what they cannot say is refused', () => {
    expect(filterOfConditions('type:qemu case:a__b')).toBeUndefined();
    expect(filterOfConditions('"testjob__x"')).toBeUndefined();
    expect(() => filterOfConditions('testjob__priority__gt__50')).toThrow(/priority/);
  });
});
