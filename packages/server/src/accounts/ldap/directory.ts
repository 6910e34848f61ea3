// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Name } from '@lava/protocol/api/common.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { ThreadPool } from '../../compute/thread-pool.ts';
import type { Database } from '../../db/database.ts';
import type { LdapSettings } from '../../login-settings.ts';
import { accountOf } from '../outside.ts';
import { readSetting } from '../setting-file.ts';
import { groupsOf } from './groups.ts';
import type { LdapPerson, LdapServer } from './look-up.ts';

/** In a package a program next to ours. */
const PACKAGED = join(import.meta.dirname, 'ldap-thread.js');
const PROGRAM = existsSync(PACKAGED) ? PACKAGED : join(import.meta.dirname, '../../ldap-thread.ts');

/** People who sign in with a directory (LDAP). */
export interface Directory {
  /**
   * The account of whose password it is; undefined: the directory does not know them so.
   * @throws LavaError `sign-in-unavailable` within seconds; `too-many-requests`, `canceled`; see `accountOf` of outside.ts
   */
  accountOf(
    db: Database,
    login: { username: string; password: string },
    from: string,
    signal?: AbortSignal,
  ): Promise<{ id: number; username: string } | undefined>;
}

/** It is asked in threads, two people at a time: whatever it answers holds up nobody else. */
const pool = new ThreadPool({
  start: () => new Worker(PROGRAM, { resourceLimits: { maxOldGenerationSizeMb: 128 } }),
  threads: 2,
  queue: 16,
  deadline: 10_000,
  rest: 60_000,
});

/**
 * Undefined: the settings name none.
 * @throws LavaError `config-invalid`
 */
export function directoryOf(settings: LdapSettings): Directory | undefined {
  const server = serverOf(settings);
  if (!server) return undefined;
  const { ldapGroups } = settings;
  return {
    async accountOf(db, { username, password }, from, signal) {
      if (!Name.safeParse(username).success) return undefined;
      const question = { server, username, password };
      const found = (await pool.run('look-up', question, signal).catch(explain)) as LdapPerson | undefined;
      if (!found) return undefined;
      const outsider = {
        ...found,
        identity: { provider: 'ldap' as const, subject: found.subject },
        groups: groupsOf(found.groups, ldapGroups),
      };
      return accountOf(db, outsider, Object.values(ldapGroups), from);
    },
  };
}

/** Of a thread that had to be ended. */
function explain(error: unknown): never {
  if (error instanceof LavaError && error.code !== 'too-large' && error.code !== 'bug') throw error;
  throw new LavaError('sign-in-unavailable', 'the directory sends what cannot be read', { cause: error });
}

function serverOf(settings: LdapSettings): LdapServer | undefined {
  const { ldapUrl, ldapBase, ldapBindDn, ldapBindPasswordFile, ldapCaFile } = settings;
  if (ldapUrl === undefined) return undefined;
  if (ldapBase === undefined)
    throw new LavaError('config-invalid', 'ldap_url needs ldap_base, the entry below which people are');
  if ((ldapBindDn === undefined) !== (ldapBindPasswordFile === undefined))
    throw new LavaError('config-invalid', 'ldap_bind_dn and ldap_bind_password_file need each other');
  return {
    url: ldapUrl,
    plainText: settings.ldapPlainText,
    ca: ldapCaFile && readSetting('ldap_ca_file', ldapCaFile),
    bindDn: ldapBindDn,
    bindPassword: ldapBindPasswordFile && readSetting('ldap_bind_password_file', ldapBindPasswordFile),
    base: ldapBase,
    filter: settings.ldapFilter,
    nameAttribute: settings.ldapNameAttribute,
    mailAttribute: settings.ldapMailAttribute,
    groupBase: settings.ldapGroupBase,
  };
}
