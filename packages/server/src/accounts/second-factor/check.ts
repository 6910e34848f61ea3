// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../../db/database.ts';
import { audit } from '../../db/queries/audit.ts';
import {
  isAdmin,
  lockSecondFactor,
  rightCode,
  type SecondFactor,
  takeRecoveryCode,
  wrongCode,
} from '../../db/queries/second-factors.ts';
import type { ServerSettings } from '../../settings.ts';
import { hashSecret } from '../secret.ts';
import { isOfApp, plainCode, stepOf, waitAfter } from './codes.ts';

/** Who must have a second factor: the setting of that name. */
export type Required = ServerSettings['secondFactorRequired'];

export interface Known {
  id: number;
  username: string;
}

/**
 * The second step of a sign-in by password, after the first was right: so a stranger can neither learn who has a second factor
 * nor use up anybody's tries.
 * @param code that came with the password
 * @returns how it was done, for the history
 * @throws LavaError `second-factor-needed`, `second-factor-missing`, `unauthenticated`, `too-many-requests`
 */
export async function checkSecondFactor(
  db: Database,
  required: Required,
  known: Known,
  { code, from }: { code: string | undefined; from: string },
): Promise<string> {
  return settled(await db.transaction((q) => secondStep(q, required, known, { code, from })));
}

/** The same within a transaction, in which the second factor stays as it was found. */
export async function secondStep(
  q: Queries,
  required: Required,
  known: Known,
  { code, from }: { code: string | undefined; from: string },
): Promise<string | LavaError> {
  const factor = await lockSecondFactor(q, known.id);
  if (!factor?.secret) return (await mustHave(q, required, known.id)) ? missing() : '';
  return code === undefined ? needed() : tryCode(q, known, factor, { secret: factor.secret, code, from });
}

/** What a transaction found, which was to be stored also when it is a refusal. */
export function settled<T>(found: T | LavaError): T {
  if (found instanceof LavaError) throw found;
  return found;
}

export async function mustHave(q: Queries, required: Required, userId: number): Promise<boolean> {
  return required === 'all' || (required === 'admins' && (await isAdmin(q, userId)));
}

/**
 * A wrong code counts against the account, from wherever it comes: whoever tries it knows the password. Its owner still
 * gets in by a recovery code, which cannot be guessed.
 * @param tried.secret of which the code must be; a recovery code counts with the one that was confirmed
 * @returns how it was done, for the history; or why not
 */
export async function tryCode(
  q: Queries,
  { id, username }: Known,
  factor: SecondFactor,
  { secret, code, from }: { secret: Buffer; code: string; from: string },
): Promise<string | LavaError> {
  const plain = plainCode(code);
  if (!isOfApp(plain) && secret === factor.secret && (await takeRecoveryCode(q, id, hashSecret(plain)))) {
    await rightCode(q, id);
    return 'by a recovery code';
  }
  if (factor.wait > 0) return tooMany(factor);
  const step = isOfApp(plain) ? stepOf(secret, plain, factor.now) : undefined;
  const last = secret === factor.secret ? factor.step : 0;
  if (step !== undefined && step > last) {
    await rightCode(q, id, step);
    return 'with a code';
  }
  const wrong = factor.wrong + 1;
  await wrongCode(q, id, wrong, waitAfter(wrong));
  const reason = `wrong code of the second factor, from ${from}`;
  await audit(q, { actor: username, kind: 'user', object: username, action: 'sign-in refused', reason });
  return step === undefined
    ? new LavaError('unauthenticated', 'the code is wrong', {
        hint: 'use the code that the app shows now',
      })
    : new LavaError('unauthenticated', 'this code was used before', {
        hint: 'wait until the app shows the next one',
      });
}

function tooMany({ wait, secret }: SecondFactor): LavaError {
  const minutes = Math.ceil(wait / 60_000);
  return new LavaError('too-many-requests', `too many wrong codes; try again in ${minutes} min`, {
    hint: secret ? 'a recovery code is taken now' : undefined,
  });
}

function needed(): LavaError {
  return new LavaError('second-factor-needed', 'this account has a second factor: send its code too', {
    hint: 'programs sign in with a token instead: make one on the page API tokens, or with lava login',
  });
}

function missing(): LavaError {
  return new LavaError(
    'second-factor-missing',
    'this server requires a second factor, and your account has none',
    { hint: 'sign in on its page in a browser, which sets one up' },
  );
}
