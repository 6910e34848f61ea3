// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { filterInAddress } from './filter-in-address.ts';

it('says all that narrows the list as one filter', () => {
  expect(
    filterInAddress({ state: 'running,canceling', search: 'boot x', filter: 'by:ann', sort: 'id' }),
  ).toBe('state:running,canceling "boot x" by:ann');
  expect(filterInAddress({ sort: '-id' })).toBe('');
});
