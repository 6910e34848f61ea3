// SPDX-License-Identifier: Apache-2.0
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Allowed, guardedLookup, refuseAddress } from './addresses.ts';

export interface Outgoing {
  url: string;
  method: 'GET' | 'POST' | 'PUT';
  headers: Record<string, string>;
  /** Makes the body, the same each time: first to count it, then to send it. Absent: none. */
  body?: () => AsyncIterable<string>;
}

export interface HttpAnswer {
  status: number;
  /** The beginning of its body. */
  text: string;
  /** Where a redirect leads to; it is not followed. */
  location?: string | undefined;
}

/** Silence of the other side, and all of a short request, milliseconds. */
const PATIENCE = 10_000;
/** A long body gets so much more time for each of its bytes, up to a limit: 100 KB/s at least. Milliseconds. */
const PER_BYTE = 0.01;
export const LONGEST = 120_000;
/** Bytes of an answer that are read. */
const ANSWER = 1_024;

/**
 * One request, to a receiver that is trusted with nothing: it may be slow, silent or endless.
 * @throws Error when there is no answer; LavaError `forbidden`, `request-invalid` when it is pointless to ask again
 */
export async function send(
  { url, method, headers, body }: Outgoing,
  allowed: Allowed,
  stop: AbortSignal,
): Promise<HttpAnswer> {
  const target = addressOf(url);
  refuseAddress(target.hostname, allowed);
  const length = body ? await lengthOf(body()) : 0;
  const limit = Math.min(LONGEST, Math.ceil(PATIENCE + length * PER_BYTE));
  const auth =
    target.username === '' ? undefined : `${plainText(target.username)}:${plainText(target.password)}`;
  target.username = target.password = '';
  const asked = (target.protocol === 'https:' ? secure : plain)(target, {
    method,
    headers: { ...headers, ...(body && { 'content-length': String(length) }) },
    lookup: guardedLookup(allowed),
    agent: false,
    timeout: PATIENCE,
    signal: AbortSignal.any([stop, AbortSignal.timeout(limit)]),
    maxHeaderSize: 16_384,
    ...(auth !== undefined && { auth }),
  });
  asked.on('timeout', () => asked.destroy(new Error(`no answer for ${PATIENCE / 1_000} s`)));
  const answered = new Promise<HttpAnswer>((resolve, reject) => {
    asked.on('error', (error) =>
      reject(
        error.name === 'AbortError' ? new Error(`not done after ${Math.round(limit / 1_000)} s`) : error,
      ),
    );
    asked.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      const end = () => {
        const { statusCode: status = 0, headers } = response;
        resolve({
          status,
          text: readable(Buffer.concat(parts).subarray(0, ANSWER)),
          location: headers.location,
        });
        asked.destroy();
      };
      response.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size >= ANSWER) end();
      });
      response.on('end', end);
      response.on('error', reject);
    });
  });
  if (!body) asked.end();
  // An answer may come before all is sent, as a refusal does.
  else pipeline(body(), asked).catch((error: Error) => asked.destroy(error));
  return answered;
}

/** @throws LavaError `request-invalid` */
export function addressOf(url: string): URL {
  if (URL.canParse(url)) {
    const parsed = new URL(url);
    if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return parsed;
  }
  throw new LavaError('request-invalid', 'the address must begin with http:// or https:// and name a host');
}

async function lengthOf(body: AsyncIterable<string>): Promise<number> {
  let length = 0;
  for await (const part of body) length += Buffer.byteLength(part);
  return length;
}

function plainText(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

/** Without what neither a page nor the database can show. */
function readable(bytes: Buffer): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: -- they are what is replaced
  return bytes.toString('utf8').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd');
}
