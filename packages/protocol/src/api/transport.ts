// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { type ErrorData, LavaError, parseError } from '../error/error.ts';
import { API_PREFIX, ApiError, BODY_LIMIT } from './common.ts';

export interface ClientOptions {
  /** Where the server's root is, e.g. `https://lava.example.org`; empty in a page of the server itself. */
  baseUrl: string;
  /** API token; a browser uses its session cookie instead. */
  token?: string | undefined;
  /** Replaces the global `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

type QueryValue = string | number | boolean | undefined;

export interface RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in the place of `body`. */
  content?: Blob;
  /** Undefined values are left out; a list makes its parameter stand once for each item. */
  query?: Record<string, QueryValue | readonly QueryValue[]> | undefined;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request; resolves with an answer below 400. @throws LavaError what the server's ApiError says, or `server-unreachable` */
export type Transport = (method: Method, path: string, options?: RequestOptions) => Promise<Response>;

export function createTransport({ baseUrl, token, fetch = globalThis.fetch }: ClientOptions): Transport {
  const root = baseUrl.replace(/\/+$/, '') + API_PREFIX;
  return async (method, path, { body, content: file, query, signal, headers } = {}) => {
    const hasBody = !file && (body !== undefined || method === 'POST');
    // A JSON body on every POST: another site's form cannot send that type, whatever the cookie rules are.
    refuseTooLarge(lengthOfTexts(body));
    const content = file ?? (hasBody ? JSON.stringify(body ?? {}) : undefined);
    refuseTooLarge(typeof content === 'string' ? content.length : (content?.size ?? 0));
    const url = root + path + queryString(query);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        signal: signal ?? null,
        headers: {
          accept: 'application/json',
          ...(hasBody && { 'content-type': 'application/json' }),
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(content !== undefined && { body: content }),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new LavaError('server-unreachable', `no answer from ${root}: ${reason(cause)}`, { cause });
    }
    if (response.status >= 400) throw await refusal(response, url);
    return response;
  };
}

/** The server would close the connection in the middle of it, which looks like a network that is broken. */
function refuseTooLarge(length: number): void {
  if (length > BODY_LIMIT)
    throw new LavaError('too-large', `a text of ${length} characters is too long for a server`);
}

/** Seconds of encoding are spared where one text of the body is too large already. */
function lengthOfTexts(body: unknown): number {
  const values = typeof body === 'object' && body !== null ? Object.values(body) : [];
  return Math.max(0, ...values.map((value) => (typeof value === 'string' ? value.length : 0)));
}

/** The answer's JSON body as its schema says. @throws LavaError `server-unreachable` when it is something else */
export async function json<T extends z.ZodType>(answer: Promise<Response>, schema: T): Promise<z.infer<T>> {
  const response = await answer;
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new LavaError(
    'server-unreachable',
    `this version does not understand the answer of ${response.url}`,
    {
      hint: 'is it a LAVA server of this version?',
      cause: parsed.error,
    },
  );
}

function queryString(query: RequestOptions['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, values]) =>
    [values]
      .flat()
      .flatMap((value): [string, string][] => (value === undefined ? [] : [[key, String(value)]])),
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

async function refusal(response: Response, url: string): Promise<LavaError> {
  const parsed = ApiError.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parseError(parsed.data as ErrorData);
  return new LavaError(
    'server-unreachable',
    `${url.split('?', 1)} answered ${response.status} ${response.statusText}`,
    {
      hint: 'what answered there is not a LAVA server, or a proxy in front of it has a problem',
    },
  );
}

/** `fetch` says only "fetch failed"; the cause has the system's word for it. */
function reason(thrown: unknown): string {
  const { message, cause } = thrown as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message || String(thrown);
}
