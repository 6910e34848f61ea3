// SPDX-License-Identifier: Apache-2.0
import type { FastifyRequest } from 'fastify';
import { Refusal } from './call.ts';

/** @throws Refusal when it is not what its type says, or a type that nobody reads */
export function readBody({ headers, body, routeOptions }: FastifyRequest): unknown {
  const bytes = body as Buffer | undefined;
  if (!bytes?.length) return undefined;
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const text = decode(bytes);
  if (type === 'application/json') return parseJson(text);
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  // A device dictionary to be judged comes as it is.
  if (type === 'text/plain' && routeOptions.url?.endsWith('/devices/validate/')) return text;
  throw new Refusal(415, { detail: `Unsupported media type "${type.slice(0, 100)}" in request.` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal(400, { detail: `JSON parse error - ${(cause as Error).message}` });
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(400, { detail: 'the body must be UTF-8' });
  }
}
