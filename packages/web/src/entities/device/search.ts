// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, DEVICE_STATES } from '@lava/protocol/api/lab.ts';
import * as z from 'zod';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';

export const DEVICE_SORTS = ['name', 'deviceType', 'worker', 'state', 'health'] as const;

/** Filters of the list of devices, as the address of the page carries them. */
export const DevicesSearch = z.object({
  state: searchWords(DEVICE_STATES),
  health: searchWords(DEVICE_HEALTHS),
  deviceType: searchText,
  worker: searchText,
  tag: searchText,
  search: searchText,
  sort: searchSort(...DEVICE_SORTS),
});
