// SPDX-License-Identifier: Apache-2.0
import { writeFilter } from '@lava/protocol/filter/write.ts';

const FIELDS = ['state', 'health', 'deviceType', 'device', 'submitter', 'search'] as const;
const MANY = new Set<string>(['state', 'health', 'deviceType']);

/** All that narrows the list of jobs, as one text. */
export function filterInAddress(search: Record<string, unknown>): string {
  const values = FIELDS.flatMap((field) => {
    const said = search[field];
    if (said === undefined || said === '') return [];
    return [[field, MANY.has(field) ? String(said).split(',') : String(said)] as const];
  });
  const { filter } = search;
  return [writeFilter(Object.fromEntries(values)), filter === undefined ? '' : String(filter)]
    .filter((part) => part !== '')
    .join(' ');
}
