// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../job/path.ts';
import type { SshDevice } from '../job/ssh-device-schema.ts';
import { runTool } from './tool.ts';

/** An address or name of a host, or a name of an account: nothing that a program takes for an option, or that ends a word. */
const HOST = /^[A-Za-z0-9:][A-Za-z0-9:._%-]{0,254}$/;
const USER = /^[A-Za-z_][A-Za-z0-9._-]{0,63}$/;

/** Where LAVA's device types have no other value. */
const DEFAULTS = { user: 'root', port: 22 };

/** How long a host may take to answer a call, seconds. */
const CONNECT_TIMEOUT = 30;

/** Later options do not change earlier ones. LAVA's boards get a new host key with each system that is put on them. */
const FIRST = ['-o', 'LogLevel=ERROR', '-o', `ConnectTimeout=${CONNECT_TIMEOUT}`];
const LAST = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'StrictHostKeyChecking=no'];

/**
 * The words of a call to the system: as terminal without a command, else for the command, which its shell reads.
 * @param host address where the device has none, from a message of another job
 * @throws LavaError `device-invalid`, `job-invalid` for an address that is none
 */
export function sshWords(settings: SshDevice, host: string, command?: string): string[] {
  const { options, identity_file: identity } = settings ?? {};
  const user = settings?.user || DEFAULTS.user;
  if (!USER.test(user)) throw bad('device-invalid', 'user', user);
  if (!HOST.test(host)) throw bad(settings?.host === host ? 'device-invalid' : 'job-invalid', 'host', host);
  return [
    'ssh',
    ...FIRST,
    ...(options ?? []),
    ...LAST,
    ...(identity ? ['-i', identityPath(identity), '-o', 'IdentitiesOnly=yes'] : []),
    ...['-p', String(portOf(settings)), '-l', user],
    // Nobody could answer a question of a call that has no terminal.
    ...(command === undefined ? ['--', host] : ['-T', '-o', 'BatchMode=yes', '--', host, command]),
  ];
}

/** @throws LavaError `device-invalid` for what can be seen to be wrong before the host is called */
export function checkSsh(settings: SshDevice): void {
  sshWords(settings, settings?.host || 'host');
  const identity = settings?.identity_file;
  if (!identity) return;
  try {
    accessSync(identityPath(identity), constants.R_OK);
  } catch (cause) {
    throw new LavaError(
      'device-invalid',
      `identity_file of the device's deploy method ssh is not readable on the worker: ${identityPath(identity)}`,
      { cause, hint: 'set it (ssh_identity_file) to a private key that the worker has' },
    );
  }
}

/** The public half of a key, as `authorized_keys` has it. @throws LavaError `host-tool-failed` for what is not a key */
export async function publicKey(progress: Progress, identity: string): Promise<string> {
  const { stdout } = await runTool(progress, ['ssh-keygen', '-y', '-P', '', '-f', identity]);
  return stdout;
}

/** Path of a private key on the worker. */
export function identityPath(identity: string): string {
  return resolve(join(homedir(), '.ssh'), identity);
}

function portOf(settings: SshDevice): number {
  const port = Number(settings?.port ?? DEFAULTS.port);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw bad('device-invalid', 'port', String(settings?.port));
}

function bad(code: 'device-invalid' | 'job-invalid', what: string, found: string): LavaError {
  return new LavaError(code, `${quoted(found)} cannot be the ${what} of a call by SSH`);
}
