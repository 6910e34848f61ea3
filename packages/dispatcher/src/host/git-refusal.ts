// SPDX-License-Identifier: Apache-2.0
import { lookup } from 'node:dns/promises';
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { ToolResult } from './tool.ts';

/** Answers that another attempt would get again: what the job asks for is not there, or not for it. By git and by libcurl. */
const FINAL: readonly RegExp[] = [
  /repository '.*' (not found|does not exist)/i,
  /(does not|doesn't) (appear to be|exist)/i,
  /the requested URL returned error: (400|401|403|404|410)\b/i,
  /not valid: is this a git repository/i,
  /Authentication failed/i,
  /could not read (Username|Password)/i,
  /URL (using bad\/illegal format|rejected)|Malformed/i,
  /access denied or repository not exported/i,
];
const UNKNOWN_HOST =
  /Could not resolve host(?:name)?:? ([^\s;]+)|Could not resolve hostname ([^\s:]+)|unable to look up (\S+)/i;

/**
 * Whether what git says is about the address that the job names, and not about the network or the server at this moment.
 * A host that the name service knows not to exist is the job's; a name service that does not answer is not.
 */
export async function isRefusal(said: string): Promise<boolean> {
  if (FINAL.some((pattern) => pattern.test(said))) return true;
  const found = UNKNOWN_HOST.exec(said);
  const host = found?.slice(1).find((name) => name !== undefined);
  return host !== undefined && (await isUnknown(host.replace(/[:.]$/, '')));
}

async function isUnknown(host: string): Promise<boolean> {
  try {
    await lookup(host);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTFOUND';
  }
}

export function gitFailed(what: string, { stderr }: ToolResult, code: Code = 'git-failed'): LavaError {
  return new LavaError(code, `${what}: ${stderr.trim().slice(-2000)}`);
}
