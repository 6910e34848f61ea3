// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import type { TokenScope } from '@lava/protocol/api/auth.ts';
import type { SignedIn } from '../../accounts/accounts.ts';
import type { ApiContext } from '../http/context.ts';

/** One request, as handlers see it. */
export interface Call extends ApiContext {
  actor: SignedIn | null;
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed; undefined when there is none. */
  body: unknown;
  /** Scheme and host, as the client wrote them. */
  origin: string;
  /** Without the query. */
  path: string;
  /** Name of this server as the client called it. */
  host: string;
  /** Of the client. */
  address: string;
}

export type Reply =
  | { status?: number; json: unknown }
  | { status?: number; file: { name: string; type: string; text: string | Readable } }
  | { status: 204 };

export type Handler = (call: Call) => Promise<Reply>;

export interface Entry {
  run: Handler;
  /** For changes, accounts unless it says otherwise; for reading, everybody. */
  who?: 'everybody' | 'accounts' | 'admins';
  scope?: TokenScope;
  /** Left out of what the address says it takes. */
  unlisted?: true;
}

/** What one address answers; keys are HTTP methods. */
export type Resource = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Entry | Handler>>;

/** By the path below the version, with its slash at the end. */
export type Resources = Record<string, Resource>;

/** An answer that says no. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

export const NOT_FOUND = new Refusal(404, { detail: 'Not found.' });
export const NO_CREDENTIALS = new Refusal(403, { detail: 'Authentication credentials were not provided.' });
export const NO_PERMISSION = new Refusal(403, {
  detail: 'You do not have permission to perform this action.',
});

/** A number of the path; anything else names nothing. */
export function idOf(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text)) throw NOT_FOUND;
  return Number(text);
}

export const json = (body: unknown, status = 200): Reply => ({ status, json: body });

export function file(name: string, type: string, text: string | Readable): Reply {
  return { file: { name, type, text } };
}
