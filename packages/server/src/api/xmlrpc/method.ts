// SPDX-License-Identifier: Apache-2.0
import type { TokenScope } from '@lava/protocol/api/auth.ts';
import { isStorable } from '@lava/protocol/text/storable.ts';
import * as z from 'zod';
import type { SignedIn } from '../../accounts/accounts.ts';
import { jobOfSubId, SUB_ID } from '../../jobs/in-group.ts';
import type { ApiContext } from '../http/context.ts';
import { SIGN_IN, STRANGER } from './strangers.ts';
import { Fault, type Value, WRONG_ARGUMENTS } from './value.ts';

/** Who calls, and what the server has. */
export interface Caller extends ApiContext {
  actor: SignedIn | null;
  /** Name of this server as the client called it. */
  host: string;
}

/** One method that clients can call. */
export interface Method {
  /** One line, what it does. */
  help: string;
  /** Names of its arguments in order; those in brackets may be left out. */
  args: string[];
  /** What a token must be made for. */
  scope: TokenScope;
  call(caller: Caller, given: readonly Value[]): Promise<Value>;
}

type Args = Record<string, z.ZodType>;
type Parsed<A extends Args> = { [K in keyof A]: z.output<A[K]> };

/** @param args by position; nil counts as left out */
export function method<A extends Args>(
  help: string,
  args: A,
  run: (caller: Caller, args: Parsed<A>) => Promise<Value>,
): Method {
  const entries = Object.entries(args);
  const names = entries.map(([name, type]) => (isOptional(type) ? `[${name}]` : name));
  return {
    help,
    args: names,
    scope: 'read',
    async call(caller, given) {
      if (given.length > entries.length)
        throw wrong(
          `takes ${entries.length} arguments (${names.join(', ') || 'none'}), found ${given.length}`,
        );
      const problems: string[] = [];
      const named = args.job_id === undefined ? given : [await jobNamed(caller, given[0]), ...given.slice(1)];
      const values = entries.map(([name, type], at) => {
        const { success, data, error } = type.safeParse(named[at] ?? undefined);
        if (!success) problems.push(`${name}: ${error.issues[0]?.message}`);
        return [name, data];
      });
      if (problems.length > 0) throw wrong(problems.join('; '));
      return run(caller, Object.fromEntries(values) as Parsed<A>);
    },
  };
}

/** A job of a group is also called by the first of it, `17.1`. */
async function jobNamed({ db }: Caller, given: Value | undefined): Promise<Value> {
  if (typeof given !== 'string' || !SUB_ID.test(given)) return given ?? null;
  return (await jobOfSubId(db, given)) ?? given;
}

function isOptional(type: z.ZodType): boolean {
  try {
    return type.safeParse(undefined).success;
  } catch {
    return false; // it has a fault of its own for what is missing
  }
}

/** The same for callers with an account; it may change anything, unless `madeFor` says less. */
export function signedIn<A extends Args>(
  help: string,
  args: A,
  run: (caller: Caller & { actor: SignedIn }, args: Parsed<A>) => Promise<Value>,
): Method {
  const made = method(help, args, (caller, given) => run(caller as Caller & { actor: SignedIn }, given));
  return {
    ...made,
    scope: 'all',
    async call(caller, given) {
      if (!caller.actor) throw new Fault(401, SIGN_IN);
      return made.call(caller, given);
    },
  };
}

/** Methods that never asked for an account, but what the caller may do. @param refusal with the object of the call */
export function judged(refusal: (who: string, object: string) => string, made: Method): Method {
  return {
    ...made,
    async call(caller, given) {
      if (!caller.actor) throw new Fault(403, refusal(STRANGER, String(given[0]).slice(0, 100)));
      return made.call(caller, given);
    },
  };
}

export const ofDevice = (who: string, device: string) =>
  `User '${who}' needs admin permission on device ${device}.`;
export const ofDeviceType = (_: string, type: string) => `No 'admin' permissions for device-type '${type}'.`;

/** The same for tokens of a narrower scope. */
export function madeFor(scope: TokenScope, made: Method): Method {
  return { ...made, scope };
}

function wrong(message: string): Fault {
  return new Fault(WRONG_ARGUMENTS, message);
}

/** The arguments as a body of our own interface, judged by its schema. @throws Fault 400 */
export function asBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const { data, error } = schema.safeParse(body);
  if (!error) return data;
  throw new Fault(400, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

/** Arguments that several methods have. */
export const text = z.string({ error: 'must be a string' });
export const name = text.min(1).max(200);
export const flag = z.union([z.boolean(), z.literal([0, 1]).transform(Boolean)], {
  error: 'must be a boolean',
});
/** A text, or its bytes. */
export const content = z
  .union([z.string(), z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes).toString())], {
    error: 'must be a string',
  })
  .refine(isStorable, 'must not have the character NUL');

/** An argument that has no effect here yet, so that only what changes nothing is taken. */
export function only(value: boolean | number | string) {
  return z
    .unknown()
    .optional()
    .transform((given) => {
      if (given !== undefined && given !== value)
        throw new Fault(
          400,
          `this server does not act on ${JSON.stringify(given)?.slice(0, 40)} yet: leave it out`,
        );
    });
}

/** A job's number, also as text. Any other form names no job. */
export const jobId = z
  .union([z.number(), z.string()], { error: 'must be the number of a job' })
  .optional()
  .transform((id = 'None') => {
    if (!/^[1-9]\d{0,14}$/.test(String(id)))
      throw new Fault(404, `Job '${String(id).slice(0, 40)}' was not found.`);
    return Number(id);
  });

/** How many come before those that are listed, and how many of those. Ends at 100, as in LAVA. */
export const start = z
  .int({ error: 'must be an integer' })
  .transform((at) => Math.max(0, at))
  .default(0);
export const limit = z
  .int({ error: 'must be an integer' })
  .min(0, 'must be at least 0')
  .transform((most) => Math.min(most, 100))
  .default(25);
