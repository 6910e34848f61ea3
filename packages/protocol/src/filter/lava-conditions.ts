// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES } from '../api/jobs.ts';
import { type FilterValues, parseFilter } from './parse.ts';

/** Fields of LAVA's conditions, and the parameter of the list of jobs that says the same. */
const FIELDS: Record<string, { field: string; not?: string; words?: readonly string[] }> = {
  submitter: { field: 'submitter', not: 'notSubmitter' },
  state: { field: 'state', words: JOB_STATES },
  health: { field: 'health', words: JOB_HEALTHS },
  requested_device_type: { field: 'deviceType' },
  actual_device: { field: 'device' },
  description: { field: 'search' },
};
const OPERATORS = new Set(['exact', 'iexact', 'ne', 'icontains']);

/**
 * Conditions of a query of jobs, as LAVA writes them (`testjob__health__exact__Incomplete,submitter__bob`, as text, list or
 * mapping), or a filter of ours (`type:qemu by:bob`).
 * @param now milliseconds since 1970
 * @throws Error that says what cannot be asked for
 */
export function readConditions(conditions: unknown, now: number): FilterValues {
  if (typeof conditions === 'string' && !conditions.includes('__')) return parseFilter(conditions, now);
  const values: FilterValues = {};
  for (const words of partsOf(conditions)) {
    const [name = '', ...rest] = words[0] === 'testjob' ? words.slice(1) : words;
    const [operator, value] =
      rest.length > 1 ? [rest[0] ?? '', rest.slice(1).join('__')] : ['exact', rest[0] ?? ''];
    const known = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!known)
      throw new Error(`jobs cannot be chosen by \`${name}\`; fields are ${Object.keys(FIELDS).join(', ')}`);
    if (
      !OPERATORS.has(operator) ||
      (operator === 'ne' && !known.not) ||
      (operator === 'icontains' && name !== 'description')
    )
      throw new Error(`\`${name}\` cannot be compared by \`${operator}\``);
    const read = known.words ? value.toLowerCase() : value;
    if (read === '' || (known.words && !known.words.includes(read)))
      throw new Error(`\`${name}\` must be ${known.words?.join(', ') ?? 'a text'}, found "${value}"`);
    const field = (operator === 'ne' ? known.not : known.field) as string;
    values[field] = known.words || name === 'requested_device_type' ? [read] : read;
  }
  return values;
}

function partsOf(conditions: unknown): string[][] {
  if (typeof conditions === 'string') return conditions.split(',').map((one) => one.trim().split('__'));
  if (Array.isArray(conditions)) return conditions.flatMap(partsOf);
  if (typeof conditions === 'object' && conditions !== null)
    return Object.entries(conditions).map(([key, value]) => [...key.split('__'), String(value)]);
  throw new Error('the conditions must be a text, a list, or a mapping');
}
