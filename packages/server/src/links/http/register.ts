// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import type { WorkerToken } from '@lava/protocol/api/lab.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { accountNamed, checkLogin, type PasswordDoor } from '../../accounts/accounts.ts';
import type { Networks } from '../../networks.ts';
import { registerWorker } from '../../workers/http-tokens.ts';
import { Refused } from './refused.ts';

export interface Registration {
  name?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

export interface RegisterOptions extends PasswordDoor {
  /** From where nobody needs an account. */
  networks: Networks;
}

/**
 * A worker that has no token yet asks for one.
 * @param address of the client; undefined when a proxy hides it
 * @throws Refused
 */
export async function register(
  { networks, ...door }: RegisterOptions,
  { name, username, password }: Registration,
  address: string | undefined,
): Promise<WorkerToken> {
  if (!name) throw new Refused(400, "Missing 'name'");
  if (!Name.safeParse(name).success) throw new Refused(400, "Invalid 'name'");
  const from = address ?? 'somewhere behind a proxy';
  try {
    if (username !== undefined || password !== undefined) {
      const given = { username: username ?? '', password: password ?? '' };
      const known = await checkLogin(door, given, from);
      return await registerWorker(door.db, await accountNamed(door.db, known.username), name, from);
    }
    if (address === undefined || !networks.has(address))
      throw new LavaError('forbidden', 'Auto registration is forbidden from here');
    return await registerWorker(door.db, null, name, from);
  } catch (thrown) {
    const { code, message } = toLavaError(thrown);
    const status = STATUS[code];
    if (status === undefined) throw thrown;
    throw new Refused(status, message);
  }
}

const STATUS: Partial<Record<LavaError['code'], number>> = {
  ...{ forbidden: 403, unauthenticated: 403, 'worker-exists': 403, conflict: 403 },
  ...{ 'second-factor-needed': 403, 'second-factor-missing': 403 },
  'too-many-requests': 429,
};
