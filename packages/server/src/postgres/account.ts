// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';

/** The user that PostgreSQL runs as: it refuses root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** System user that is created when the server is root and the host has no `postgres` user. */
const CREATED = 'lava-postgres';

export function databaseAccount(): Account {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { name: nameOf(uid) ?? 'lava', uid, gid: process.getgid?.() ?? 0 };
  const known = find('postgres') ?? find(CREATED);
  if (known) return known;
  const made = spawnSync(
    'useradd',
    [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      CREATED,
    ],
    { encoding: 'utf8' },
  );
  const account = find(CREATED);
  if (account) return account;
  const why = made.error?.message ?? made.stderr.trim();
  throw new LavaError(
    'config-invalid',
    `PostgreSQL needs a user other than root, and none can be created: ${why}`,
    {
      hint: `create a user named ${CREATED}, or set DATABASE_URL to a running database`,
    },
  );
}

/** Whether the account can enter the directory, or execute the file. */
export function canReach(account: Account, path: string): boolean {
  if (account.uid === process.getuid?.()) return true;
  const { uid, gid } = account;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid }).status === 0;
}

function passwd(): string[][] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}

function find(name: string): Account | undefined {
  const line = passwd().find(([entry]) => entry === name);
  return line && { name, uid: Number(line[2]), gid: Number(line[3]) };
}

function nameOf(uid: number): string | undefined {
  return passwd().find((fields) => fields[2] === String(uid))?.[0];
}
