// SPDX-License-Identifier: Apache-2.0
import type { NewSecondFactor, OwnSecondFactor } from '@lava/protocol/api/second-factor.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { audit } from '../../db/queries/audit.ts';
import {
  addSecondFactor,
  confirmFactor,
  deleteSecondFactor,
  lockSecondFactor,
  putPendingFactor,
  secondFactorView,
} from '../../db/queries/second-factors.ts';
import { deleteSessionsOf } from '../../db/queries/users.ts';
import type { Actor } from '../../rights/permissions.ts';
import { signIn } from '../../rights/refusals.ts';
import { checkPasswordOf, type GivenLogin, openSession, type PasswordDoor } from '../accounts.ts';
import { hashSecret } from '../secret.ts';
import { mustHave, secondStep, settled, tryCode } from './check.ts';
import { forApp, newRecoveryCodes, newSecret, plainCode } from './codes.ts';

/** How long what was shown can be confirmed, milliseconds. */
const VALID = 15 * 60_000;

/** @throws LavaError `unauthenticated` for strangers */
export async function ownSecondFactor(
  { db, secondFactorRequired }: PasswordDoor,
  actor: Actor | null,
): Promise<OwnSecondFactor> {
  if (!actor) throw signIn();
  return db.run(async (q) => {
    const found = await secondFactorView(q, actor.id);
    return {
      since: found?.since.toISOString() ?? null,
      recoveryCodes: found?.recoveryCodes ?? 0,
      required: await mustHave(q, secondFactorRequired, actor.id),
    };
  });
}

/**
 * Makes what an app is given. It needs the password and no session, so that an account that must have a second factor gets
 * one before it signs in, and nobody gives one to a browser that was left open. The factor that there is holds until then.
 * @param from address of the client
 * @param host of the server, for the app
 */
export async function beginSecondFactor(
  door: PasswordDoor,
  login: GivenLogin,
  from: string,
  host: string,
): Promise<NewSecondFactor> {
  const { db } = door;
  const known = await checkPasswordOf(door, login, from);
  const secret = newSecret();
  const step = await db.transaction(async (q) => {
    await addSecondFactor(q, known.id);
    const tried = await secondStep(q, 'none', known, { code: login.code, from });
    // In the transaction of the check: else a factor confirmed in between was replaced without a code of it.
    if (!(tried instanceof LavaError)) await putPendingFactor(q, known.id, secret, VALID);
    return tried;
  });
  settled(step);
  return forApp(secret, known.username, host);
}

/**
 * A code shows that the app has it: from now on it is asked for. Ends all sessions, and begins one.
 * @throws LavaError as a sign-in; `conflict` when nothing was begun
 */
export async function confirmSecondFactor(
  door: PasswordDoor,
  login: GivenLogin & { code: string },
  from: string,
  { days, agent }: { days: number; agent: string },
): Promise<{ recoveryCodes: string[]; token: string; expires: Date }> {
  const { db } = door;
  const known = await checkPasswordOf(door, login, from);
  const { id, username } = known;
  const recoveryCodes = newRecoveryCodes();
  const how = await db.transaction(async (q) => {
    const factor = await lockSecondFactor(q, id);
    if (!factor?.pending) return notBegun();
    const { secret, pending } = factor;
    const tried = await tryCode(q, known, factor, { secret: pending, code: login.code, from });
    if (tried instanceof LavaError) return tried;
    const hashes = recoveryCodes.map((code) => hashSecret(plainCode(code)));
    await confirmFactor(q, id, pending, hashes);
    await deleteSessionsOf(q, username);
    const change = { action: 'second-factor', old: secret ? 'on' : 'off', new: 'on', reason: `from ${from}` };
    await audit(q, { actor: username, kind: 'user', object: username, ...change });
    return tried;
  });
  const reason = `from ${from}, ${settled(how)}`;
  return { recoveryCodes, ...(await openSession(db, known, { days, agent, reason })) };
}

/** @param code of the app, or one for recovery: a browser that was left open is not enough */
export async function removeSecondFactor(
  { db, secondFactorRequired }: PasswordDoor,
  actor: Actor | null,
  code: string,
  from: string,
): Promise<void> {
  if (!actor) throw signIn();
  const { id, username } = actor;
  const removed = await db.transaction(async (q) => {
    const factor = await lockSecondFactor(q, id);
    if (!factor?.secret) return new LavaError('conflict', 'your account has no second factor');
    if (await mustHave(q, secondFactorRequired, id))
      return new LavaError('conflict', 'this server requires a second factor of your account', {
        hint: 'to move to another device, set it up again',
      });
    const tried = await tryCode(q, actor, factor, { secret: factor.secret, code, from });
    if (tried instanceof LavaError) return refusedCode(tried);
    await deleteSecondFactor(q, id);
    const change = { action: 'second-factor', old: 'on', new: 'off', reason: `from ${from}, ${tried}` };
    await audit(q, { actor: username, kind: 'user', object: username, ...change });
    return undefined;
  });
  settled(removed);
}

/** The session is valid, only the code is not. */
function refusedCode({ code, message, hint }: LavaError): LavaError {
  if (code !== 'unauthenticated') return new LavaError(code, message, { hint });
  return new LavaError('request-invalid', message, {
    hint,
    problems: [{ message, where: { path: ['code'] } }],
  });
}

function notBegun(): LavaError {
  return new LavaError(
    'conflict',
    'nothing waits to be confirmed: it took too long, or was confirmed before',
    {
      hint: 'begin again',
    },
  );
}
