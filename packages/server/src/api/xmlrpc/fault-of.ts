// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { boundProblems } from '@lava/protocol/error/problems.ts';
import { refusalOfDatabase } from '../../rights/database-refusal.ts';
import { Hidden } from '../../rights/refusals.ts';
import { Fault, INTERNAL } from './value.ts';

/** LAVA's clients test these; everything else that a caller can repair is 400. */
const KEPT = new Set([401, 403, 404]);

/** Of what exists and is not the caller's to see; types were always as if they were not there. */
function hiddenCode({ kind }: Hidden, method: string): number {
  if (method.startsWith('results.')) return 401;
  return kind === 'device type' ? 404 : 403;
}

/** What a method threw, for the caller; undefined for what only the server's log should have. */
export function faultOf(caught: unknown, method: string): Fault | undefined {
  if (caught instanceof Fault) return caught;
  const thrown = refusalOfDatabase(caught) ?? caught;
  if (!(thrown instanceof LavaError)) return undefined;
  if (thrown.cause instanceof Hidden) return new Fault(hiddenCode(thrown.cause, method), thrown.message);
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
