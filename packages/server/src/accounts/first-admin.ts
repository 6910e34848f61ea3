// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { hasUsers, insertUser } from '../db/queries/users.ts';
import { hashPassword } from './password.ts';

export const FIRST_ADMIN = 'admin';

/** Where the first admin's password is kept, readable only by its owner. */
export function passwordFile(stateDir: string): string {
  return join(stateDir, 'admin-password');
}

/** When there are no users yet, makes one; returns its password, or undefined. */
export async function createFirstAdmin(db: Database, stateDir: string): Promise<string | undefined> {
  if (await db.run(hasUsers)) return undefined;
  const password = keepPassword(passwordFile(stateDir), randomBytes(15).toString('base64url'));
  const hash = await hashPassword(password);
  const made = await db.run((q) =>
    insertUser(q, { username: FIRST_ADMIN, email: '', admin: true, password: hash }),
  );
  return made ? password : undefined;
}

/**
 * Written before the account is made: an admin whose password nobody knows would be of no use. Two processes that start
 * at the same time, or one that was killed in between, use what the first one wrote, which is there as a whole or not at all.
 *
 * @throws LavaError `config-invalid` when the file that is there is empty
 */
export function keepPassword(path: string, password: string): string {
  const whole = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(whole, `${password}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(whole, path);
    return password;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const kept = readFileSync(path, 'utf8').trim();
    if (kept !== '') return kept;
    throw new LavaError(
      'config-invalid',
      `${path} must have the password of the first admin, found nothing`,
      {
        hint: 'remove the file and start the server again',
      },
    );
  } finally {
    rmSync(whole, { force: true });
  }
}
