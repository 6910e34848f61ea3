// SPDX-License-Identifier: Apache-2.0
import type { Filter, FindRequest, Found, Operator } from '../../lab/find.ts';
import { type Call, json, Refusal, type Reply } from './call.ts';

/** Filters, order and page of a list, as query strings of LAVA say them. */

const PAGE = 50;
/** Bounds of one request; `next` leads on. */
const MOST_ITEMS = 1_000;
const MOST_OFFSET = 10_000_000;
const MOST_VALUES = 1_000;
const LONGEST = 2_000;

/** How a value is written, and which lookups there are with it. */
export interface FieldType {
  operators: readonly Operator[];
  /** undefined: not a value of this type */
  read(text: string): string | number | boolean | Date | undefined;
  refusal: string;
}

export const TEXT: FieldType = {
  operators: ['exact', 'iexact', 'in', 'contains', 'icontains', 'startswith', 'endswith'],
  read: (text) => (text.length <= LONGEST ? text : undefined),
  refusal: `Ensure this value has at most ${LONGEST} characters.`,
};

const NUMBER_REFUSAL = 'Enter a number.';
const number = (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined);
export const ID: FieldType = {
  operators: ['exact', 'lt', 'gt', 'in'],
  read: number,
  refusal: NUMBER_REFUSAL,
};
export const NUMBER: FieldType = {
  operators: ['exact', 'in', 'lt', 'lte', 'gt', 'gte'],
  read: number,
  refusal: NUMBER_REFUSAL,
};
/** A row of another list, by its number. */
export const REFERENCE: FieldType = {
  operators: ['exact'],
  read: number,
  refusal: 'Select a valid choice. That choice is not one of the available choices.',
};
export const TIME: FieldType = {
  operators: ['exact', 'lt', 'gt', 'isnull'],
  read(text) {
    const form = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?$/;
    if (!form.test(text)) return undefined;
    const time = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
    return Number.isNaN(time.getTime()) ? undefined : time;
  },
  refusal: 'Enter a valid date/time.',
};
export const BOOLEAN: FieldType = { operators: ['exact'], read: truth, refusal: 'Enter true or false.' };

/** A field that takes no value at all. */
export const NOTHING: FieldType = { operators: [], read: () => undefined, refusal: NUMBER_REFUSAL };

/** Words of LAVA, by ours. */
export function words(of: Readonly<Record<string, string>>, several = false): FieldType {
  const ours = new Map(Object.entries(of).map(([our, theirs]) => [theirs, our]));
  return {
    operators: several ? ['exact', 'in'] : ['exact'],
    read: (text) => ours.get(text),
    refusal: `Select a valid choice: ${[...ours.keys()].join(', ')}.`,
  };
}

/** By LAVA's name of the field: our column, and its type. */
export type Fields = Readonly<Record<string, readonly [column: string, type: FieldType]>>;

export interface ListTable {
  fields: Fields;
  /** By LAVA's name: our column. */
  order: Readonly<Record<string, string>>;
}

export function readRequest({ query }: Pick<Call, 'query'>, { fields, order }: ListTable): FindRequest {
  const filters: Filter[] = [];
  const refused: Record<string, string[]> = {};
  for (const [key, text] of query) {
    const wanted = fieldOf(key, fields);
    if (!wanted || text === '') continue;
    const filter = filterOf(wanted, text);
    if (filter) filters.push(filter);
    else refused[key] = [wanted.type.refusal];
  }
  if (Object.keys(refused).length > 0) throw new Refusal(400, refused);
  return { filters, order: orderOf(query.get('ordering') ?? '', order), ...pageOf(query) };
}

interface Wanted {
  column: string;
  type: FieldType;
  operator: Operator;
}

/** Names that no list has are passed over, as they always were. */
function fieldOf(key: string, fields: Fields): Wanted | undefined {
  const whole = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (whole) return { column: whole[0], type: whole[1], operator: 'exact' };
  const [, name = '', operator] = /^(.+)__([a-z]+)$/.exec(key) ?? [];
  const found = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!found?.[1].operators.includes(operator as Operator)) return undefined;
  return { column: found[0], type: found[1], operator: operator as Operator };
}

function filterOf({ column, type, operator }: Wanted, text: string): Filter | undefined {
  const parts = operator === 'in' ? text.split(',') : [text];
  if (parts.length > MOST_VALUES) return undefined;
  const values = parts.map(operator === 'isnull' ? truth : type.read);
  return values.some((value) => value === undefined)
    ? undefined
    : { column, operator, values: values as Filter['values'] };
}

function truth(text: string): boolean | undefined {
  return { true: true, false: false }[text.toLowerCase()];
}

function orderOf(text: string, columns: ListTable['order']): FindRequest['order'] {
  return text.split(',', 10).flatMap((part) => {
    const down = part.startsWith('-');
    const name = down ? part.slice(1) : part;
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    return column === undefined ? [] : [{ column, down }];
  });
}

function pageOf(query: URLSearchParams): { limit: number; offset: number } {
  const whole = (name: string) => {
    const text = query.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const limit = Math.min(whole('limit') || PAGE, MOST_ITEMS);
  return { limit, offset: Math.min(whole('offset') ?? 0, MOST_OFFSET) };
}

/** @param found of this page, already as clients know them */
export function pageReply(
  call: Call,
  { limit, offset }: FindRequest,
  { count, items }: Found<unknown>,
): Reply {
  // A page may have less than the limit: the next one begins where it ends.
  const end = offset + items.length;
  const next = items.length > 0 && end < count ? linkTo(call, { limit, offset: end }) : null;
  const before = Math.min(offset, Math.max(count, limit)) - limit;
  const previous =
    offset === 0 ? null : linkTo(call, { limit, offset: offset > count ? offset - limit : before });
  return json({ count, next, previous, results: items });
}

function linkTo({ origin, path, query }: Call, { limit, offset }: { limit: number; offset: number }): string {
  const all = new URLSearchParams(query);
  all.set('limit', String(limit));
  if (offset > 0) all.set('offset', String(offset));
  else all.delete('offset');
  all.sort();
  return `${origin}${path}?${all}`;
}
