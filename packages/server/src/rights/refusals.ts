// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Actor } from './permissions.ts';

/** What was not found, and why. Only LAVA's own interfaces say so, as they always did. */
export class Missing {
  readonly kind: string;
  readonly name: string | number;
  /** It exists, and is not the actor's to see. */
  readonly hidden: boolean;
  constructor(kind: string, name: string | number, hidden: boolean) {
    this.kind = kind;
    this.name = name;
    this.hidden = hidden;
  }
}

/** Also for what exists but is not the actor's to see, so that nobody learns that it does. */
export function notFound(kind: string, name: string | number): LavaError {
  return missing(new Missing(kind, name, false));
}

/** The same refusal, for what does exist. */
export function hidden(kind: string, name: string | number): LavaError {
  return missing(new Missing(kind, name, true));
}

function missing(cause: Missing): LavaError {
  return new LavaError('not-found', `there is no ${cause.kind} ${cause.name}, or it is not yours to see`, {
    cause,
  });
}

export function signIn(): LavaError {
  return new LavaError('unauthenticated', 'sign in first, or send a token');
}

/** @param what completes "may not …" */
export function forbidden(actor: Actor | null, what: string): LavaError {
  return actor ? new LavaError('forbidden', `${actor.username} may not ${what}`) : signIn();
}
