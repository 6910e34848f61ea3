// SPDX-License-Identifier: Apache-2.0

import { LavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import type { Filter, FindRequest, Found } from '../../lab/find.ts';
import { type Call, type Handler, json, NOT_FOUND, Refusal } from './call.ts';
import { type ListTable, pageReply, readRequest } from './list.ts';

type Find<O> = (call: Call, request: FindRequest) => Promise<Found<O>>;

/** A list as clients know it, and the one object of it that a column names. */
export function listOf<O>(table: ListTable, find: Find<O>, view: (found: O, call: Call) => unknown): Handler {
  return async (call) => {
    const request = readRequest(call, table);
    const { count, items } = await find(call, request);
    return pageReply(call, request, { count, items: items.map((each) => view(each, call)) });
  };
}

export async function oneOf<O>(
  call: Call,
  find: Find<O>,
  column: string,
  value: Filter['values'][number],
): Promise<O> {
  const filters: Filter[] = [{ column, operator: 'exact', values: [value] }];
  const { items } = await find(call, { filters, order: [], limit: 1, offset: 0 });
  const [found] = items;
  if (!found) throw NOT_FOUND;
  return found;
}

export const shown =
  (view: (call: Call) => Promise<unknown>): Handler =>
  async (call) =>
    json(await view(call));

/**
 * What the door has read, as the service takes it.
 * @param names LAVA's names of fields, where they differ from ours
 * @throws Refusal 400 by LAVA's fields
 */
export function checked<S extends z.ZodType>(
  schema: S,
  input: unknown,
  names: Record<string, string> = {},
): z.output<S> {
  const { data, error } = schema.safeParse(input);
  if (!error) return data;
  const fields: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const ours = String(path[0] ?? 'non_field_errors');
    const field = names[ours] ?? ours;
    fields[field] = [...(fields[field] ?? []), message];
  }
  throw new Refusal(400, fields);
}

/** Why something new was refused, by the field that is at fault. */
export function refusalOfNew(thrown: unknown, kind: string, field: string): unknown {
  if (!(thrown instanceof LavaError) || thrown.code !== 'conflict') return thrown;
  return new Refusal(400, {
    [field]: [`${kind} with this ${field.charAt(0).toUpperCase()}${field.slice(1)} already exists.`],
  });
}
