// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
 * at the same time, or one that was killed in between, use what the first one wrote.
 */
function keepPassword(path: string, password: string): string {
  try {
    writeFileSync(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
    return password;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8').trim();
  }
}
