// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Actor } from './permissions.ts';

/** Also for what exists but is not the actor's to see, so that nobody learns that it does. */
export function notFound(kind: string, name: string | number): LavaError {
  return new LavaError('not-found', `there is no ${kind} ${name}, or it is not yours to see`);
}

/** Why something was not found. Only LAVA's own interfaces say so, as they always did. */
export class Hidden {
  readonly kind: string;
  constructor(kind: string) {
    this.kind = kind;
  }
}

/** The same refusal, for what does exist. */
export function hidden(kind: string, name: string | number): LavaError {
  return new LavaError('not-found', notFound(kind, name).message, { cause: new Hidden(kind) });
}

export function signIn(): LavaError {
  return new LavaError('unauthenticated', 'sign in first, or send a token');
}

/** @param what completes "may not …" */
export function forbidden(actor: Actor | null, what: string): LavaError {
  return actor ? new LavaError('forbidden', `${actor.username} may not ${what}`) : signIn();
}
