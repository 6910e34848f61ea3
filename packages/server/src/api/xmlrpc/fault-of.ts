// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { boundProblems } from '@lava/protocol/error/problems.ts';
import { refusalOfDatabase } from '../../rights/database-refusal.ts';
import type { Actor } from '../../rights/permissions.ts';
import { Missing } from '../../rights/refusals.ts';
import { SIGN_IN, STRANGER } from './strangers.ts';
import { Fault, INTERNAL } from './value.ts';

/** LAVA's clients test these; everything else that a caller can repair is 400. */
const KEPT = new Set([401, 403, 404]);

/** LAVA's words for what is not there or not the caller's to see; types were always as if they were not there. */
function missing({ kind, name, hidden }: Missing, method: string, who: string): Fault {
  if (kind === 'job' && method.startsWith('results.'))
    return hidden
      ? new Fault(401, `Permission denied for user to job ${name}`)
      : new Fault(404, 'Specified job not found.');
  if (kind === 'dictionary of') return new Fault(404, `Device '${name}' does not have a configuration`);
  const file = WORKER_FILES.get(kind);
  if (file !== undefined) return new Fault(404, `Worker '${name}' does not have ${file}`);
  const word = WORDS.get(kind) ?? kind.charAt(0).toUpperCase() + kind.slice(1);
  if (hidden && word !== OF_TYPES) return new Fault(403, `${word} '${name}' not available to user '${who}'.`);
  return new Fault(404, `${word} '${name}' was not found.`);
}

const WORKER_FILES = new Map([
  ['config of', 'a dispatcher configuration'],
  ['env of', 'an env file'],
  ['env-dut of', 'an env-dut file'],
]);
const OF_TYPES = 'Device-type';
const WORDS = new Map(['device type', 'template', 'health check of'].map((kind) => [kind, OF_TYPES]));

/** What a method threw, for the caller; undefined for what only the server's log should have. */
export function faultOf(caught: unknown, method: string, actor: Actor | null): Fault | undefined {
  if (caught instanceof Fault) return caught;
  const thrown = refusalOfDatabase(caught) ?? caught;
  if (!(thrown instanceof LavaError)) return undefined;
  if (thrown.cause instanceof Missing) return missing(thrown.cause, method, actor?.username ?? STRANGER);
  if (thrown.code === 'unauthenticated') return new Fault(401, SIGN_IN);
  const { status } = CODES[thrown.code];
  if (thrown.kind === 'bug' || status >= 500) return undefined;
  return new Fault(KEPT.has(status) ? status : 400, messageOf(thrown));
}

export const SERVER_FAULT = new Fault(INTERNAL, 'something went wrong in the server; its log says more');

function messageOf({ message, hint, problems }: LavaError): string {
  const lines = boundProblems(problems).map(problemText);
  const more = lines.filter((line) => !message.includes(line));
  return [message, ...more, ...(hint ? [hint] : [])].join('\n');
}

export function problemText({ message, where }: Problem): string {
  return where?.line === undefined ? message : `line ${where.line}: ${message}`;
}
