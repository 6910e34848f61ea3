// SPDX-License-Identifier: Apache-2.0

import { parseXml } from '@lava/kit/xml-rpc/parse-xml.ts';
import { child, only, readValue } from '@lava/kit/xml-rpc/read-value.ts';
import { NotXmlRpc, type Value } from '@lava/kit/xml-rpc/value.ts';
import { MAX_TEMPLATE } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';

/** A running LAVA, read through REST v0.2 and XML-RPC. Nothing that it answers is trusted. */
export interface Source {
  url: string;
  json<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>>;
  /** All items of a list, page by page. */
  list(path: string): Promise<unknown[]>;
  /** Undefined when there is none. */
  text(path: string): Promise<string | undefined>;
  call(method: string, params?: readonly string[]): Promise<Value>;
}

export interface SourceAccess {
  /** Without a slash at the end. */
  url: string;
  user?: string | undefined;
  token?: string | undefined;
}

/** It answered, and did not give what was asked for. The status is that of HTTP, or the code of a fault. */
export class SourceRefusal extends LavaError {
  constructor(status: number, message: string) {
    const denied = status === 401 || status === 403;
    super(denied ? 'forbidden' : status === 404 ? 'not-found' : 'request-invalid', message);
  }
}

const REST = '/api/v0.2/';
/** Milliseconds for one answer. */
const PATIENCE = 120_000;
const PAGE = 256;
/** Of one list. */
const MOST_ITEMS = 100_000;
/** Bytes of one answer, and of all pages of a list. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_ELEMENTS = 1_000_000;
const MOST_REDIRECTS = 3;
const MOST_OF_A_MESSAGE = 300;

const Page = z.object({ count: z.int().min(0), results: z.array(z.unknown()) });

export function openSource({ url, user, token }: SourceAccess): Source {
  const rest = (path: string, most: number) =>
    request(`${url}${REST}${path}`, most, {
      headers: { accept: 'application/json', ...(token && { authorization: `Token ${token}` }) },
    });
  const sized = async <T extends z.ZodType>(path: string, schema: T, most = MOST_BYTES) => {
    const { status, bytes } = await rest(path, most);
    if (status >= 400) throw new SourceRefusal(status, `${url} answers ${status} to ${REST}${path}`);
    const { data, success } = schema.safeParse(parse(bytes));
    if (!success)
      throw new SourceRefusal(status, `${url} answers ${REST}${path} in a form that is not LAVA's`);
    return { data: data as z.infer<T>, size: bytes.length };
  };
  return {
    url,
    json: async (path, schema) => (await sized(path, schema)).data,
    async list(path) {
      const items: unknown[] = [];
      let left = MOST_BYTES;
      for (;;) {
        const { data, size } = await sized(`${path}&limit=${PAGE}&offset=${items.length}`, Page, left);
        left -= size;
        for (const item of data.results) items.push(item);
        if (data.results.length === 0 || items.length >= data.count) return items;
        if (items.length >= MOST_ITEMS)
          throw new LavaError('too-large', `${url} has more than ${MOST_ITEMS} entries in ${path}`);
      }
    },
    async text(path) {
      const { status, bytes } = await rest(path, MAX_TEMPLATE);
      // LAVA says 400 where there is no file.
      if (status === 400 || status === 404) return undefined;
      if (status > 400) throw new SourceRefusal(status, `${url} answers ${status} to ${REST}${path}`);
      return decode(bytes);
    },
    async call(method, params = []) {
      const basic = token && `Basic ${Buffer.from(`${user ?? ''}:${token}`).toString('base64')}`;
      const { status, bytes } = await request(`${url}/RPC2`, MOST_BYTES, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', ...(basic && { authorization: basic }) },
        body: callText(method, params),
      });
      if (status >= 400) throw new SourceRefusal(status, `${url} answers ${status} to ${method}`);
      return readAnswer(bytes, method);
    },
  };
}

interface Answer {
  status: number;
  bytes: Uint8Array;
}

/** The headers have a token: they go to this server, and not to where it points. */
async function request(url: string, most: number, init: RequestInit): Promise<Answer> {
  const signal = AbortSignal.timeout(PATIENCE);
  let place = url;
  try {
    for (let n = 0; n <= MOST_REDIRECTS; n++) {
      const response = await fetch(place, { ...init, redirect: 'manual', signal });
      if (response.status < 300 || response.status >= 400)
        return { status: response.status, bytes: await readBody(response, most) };
      await response.body?.cancel();
      place = redirected(place, response.headers.get('location'));
    }
  } catch (cause) {
    if (cause instanceof LavaError) throw cause;
    const { message, cause: reason } = cause as { message: string; cause?: { message?: string } };
    throw new LavaError('server-unreachable', `no answer from ${url}: ${reason?.message || message}`, {
      cause,
    });
  }
  throw new LavaError('server-unreachable', `${url} redirects in a circle`);
}

function redirected(from: string, location: string | null): string {
  const to = URL.parse(location ?? '', from);
  if (to && to.origin === new URL(from).origin) return to.href;
  throw new LavaError(
    'config-invalid',
    `${from} redirects to ${to?.origin ?? 'nowhere'}, which was not asked for`,
    {
      hint: 'if that is the server, give its address',
    },
  );
}

async function readBody(response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop ends the transfer.
    if (length > most)
      throw new LavaError('too-large', `the answer of ${response.url} has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decode(bytes));
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LavaError('request-invalid', 'the text is not UTF-8', { cause });
  }
}

function callText(method: string, params: readonly string[]): string {
  const texts = params.map((text) => `<param><value><string>${escaped(text)}</string></value></param>`);
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${texts.join('')}</params></methodCall>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const Fault = z.object({ faultCode: z.int(), faultString: z.string() });

async function readAnswer(bytes: Uint8Array, method: string): Promise<Value> {
  try {
    const root = await parseXml(bytes, MOST_ELEMENTS);
    const fault = child(root, 'fault');
    if (!fault) return readValue(only(only(only(root, 'params'), 'param'), 'value'));
    const { faultCode, faultString } = Fault.parse(readValue(only(fault, 'value')));
    throw new SourceRefusal(faultCode, `${method}: ${faultString.slice(0, MOST_OF_A_MESSAGE)}`);
  } catch (thrown) {
    if (thrown instanceof NotXmlRpc || thrown instanceof z.ZodError)
      throw new LavaError('request-invalid', `the answer to ${method} is not XML-RPC`, { cause: thrown });
    throw thrown;
  }
}
