// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Refusal } from './call.ts';

/** Bodies of requests, with the refusals that clients know. */

export const required = z.string({
  error: ({ input }) => (input === undefined || input === null ? REQUIRED : 'Not a valid string.'),
});
const REQUIRED = 'This field is required.';

/** A text that must not be empty. */
export const filled = required.min(1, 'This field may not be blank.');
export const name = filled.max(200, 'Ensure this field has no more than 200 characters.');
export const optional = required.nullish().transform((text) => text ?? undefined);

/** A word of LAVA's, as ours. */
export function word<T extends string>(of: Readonly<Record<T, string>>) {
  const ours = new Map(Object.entries(of).map(([our, theirs]) => [theirs, our]));
  return required.transform((text, context): T => {
    const our = ours.get(text);
    if (our !== undefined) return our as T;
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 100)}" is not a valid choice.` });
    return z.NEVER;
  });
}

/** A value that this server does not keep: only what changes nothing is taken. */
export const unset = z
  .unknown()
  .transform((given, context) => {
    if (given === undefined || given === null || given === '') return;
    context.addIssue({ code: 'custom', message: 'This server does not keep this.' });
  })
  .optional();

/** @throws Refusal 400 that has the faults of each field */
export function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const given = body ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    const found = Array.isArray(given) ? 'list' : typeof given === 'string' ? 'str' : typeof given;
    throw new Refusal(400, { non_field_errors: [`Invalid data. Expected a dictionary, but got ${found}.`] });
  }
  const { data, error } = schema.safeParse(given);
  if (!error) return data;
  const fields: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const field = String(path[0] ?? 'non_field_errors');
    fields[field] = [...(fields[field] ?? []), message];
  }
  throw new Refusal(400, fields);
}
