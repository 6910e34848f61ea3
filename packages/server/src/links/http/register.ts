// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import type { WorkerToken } from '@lava/protocol/api/lab.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { accountNamed, checkPasswordOf } from '../../accounts/accounts.ts';
import type { LoginLimit } from '../../accounts/login-limit.ts';
import type { Database } from '../../db/database.ts';
import type { Networks } from '../../networks.ts';
import { registerWorker } from '../../workers/http-tokens.ts';
import { Refused } from './refused.ts';

export interface Registration {
  name?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

export interface RegisterOptions {
  db: Database;
  loginLimit: LoginLimit;
  /** From where nobody needs an account. */
  networks: Networks;
}

/**
 * A worker that has no token yet asks for one.
 * @param address of the client; undefined when a proxy hides it
 * @throws Refused
 */
export async function register(
  { db, loginLimit, networks }: RegisterOptions,
  { name, username, password }: Registration,
  address: string | undefined,
): Promise<WorkerToken> {
  if (!name) throw new Refused(400, "Missing 'name'");
  if (!Name.safeParse(name).success) throw new Refused(400, "Invalid 'name'");
  const from = address ?? 'somewhere behind a proxy';
  try {
    if (username !== undefined || password !== undefined) {
      const given = { username: username ?? '', password: password ?? '' };
      await checkPasswordOf(db, loginLimit, given, from);
      return await registerWorker(db, await accountNamed(db, given.username), name, from);
    }
    if (address === undefined || !networks.has(address))
      throw new LavaError('forbidden', 'Auto registration is forbidden from here');
    return await registerWorker(db, null, name, from);
  } catch (thrown) {
    const { code, message } = toLavaError(thrown);
    const status = STATUS[code];
    if (status === undefined) throw thrown;
    throw new Refused(status, message);
  }
}

const STATUS: Partial<Record<LavaError['code'], number>> = {
  ...{ forbidden: 403, unauthenticated: 403, 'worker-exists': 403, conflict: 403 },
  'too-many-requests': 429,
};
