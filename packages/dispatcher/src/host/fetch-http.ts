// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Progress } from '@lava/kit/progress.ts';
import { diskCode, LavaError } from '@lava/protocol/error/error.ts';
import type { Known } from './cache.ts';
import type { HttpClient } from './http-get.ts';
import type { Receiver } from './receive.ts';

/** Attempts before a server counts as broken, and the first pause between them, milliseconds; it doubles (LAVA's values). */
const ATTEMPTS = 15;
const NAME_ATTEMPTS = 4;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

/** Answers after which another attempt may help. */
const RETRY_STATUS = new Set([408, 413, 420, 425, 429, 430, 500, 502, 503, 504, 507, 509, 529, 598]);

/** What a server says of a file, besides its content. */
export type Validators = Pick<Known, 'etag' | 'lastModified'>;

export interface HttpSource {
  url: string;
  headers: Record<string, string>;
  /** Ask only for something newer than this. */
  known?: Validators | undefined;
  /** What the bytes that the receiver already holds came with. */
  partial?: Validators | undefined;
  http: HttpClient;
  warn(text: string): void;
}

/**
 * Fetches into the receiver; a connection that breaks is taken up again where it broke.
 * @returns the file's validators, or undefined when it is unchanged since `known`
 * @throws LavaError `download-missing`, `download-failed`, the reason of `progress`
 */
export async function fetchHttp(
  progress: Progress,
  source: HttpSource,
  receiver: Receiver,
  begun: (validators: Validators) => void,
): Promise<Validators | undefined> {
  let validators = source.partial;
  let last: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) {
      const pause = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE);
      source.warn(`${source.url}: ${(last as Error).message}; next attempt in ${pause / 1000} s`);
      await progress.sleep(pause);
    }
    try {
      const { headers, resumes } = request(source, receiver, validators);
      const response = await source.http.get(source.url, headers, progress.signal);
      if (response.statusCode === 304 && source.known && !resumes) {
        response.destroy();
        return undefined;
      }
      // The range that we asked for is beyond the end: the file has become shorter.
      if (response.statusCode === 416) await receiver.restart();
      checkStatus(source.url, response, resumes);
      if (response.statusCode !== 206) await receiver.restart();
      else if (!continues(response, receiver)) {
        response.destroy();
        await receiver.restart();
        throw new Error('the server sent another part of the file than it was asked for');
      }
      validators = validatorsOf(response);
      begun(validators);
      await readBody(progress, response, receiver);
      return validators;
    } catch (error) {
      progress.throwIfDone();
      if (error instanceof LavaError) throw error;
      if (isLocal(error)) throw error;
      last = error;
      // A name that is not known is a typing error more often than trouble of the network.
      if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND' && attempt + 1 >= NAME_ATTEMPTS)
        throw new LavaError('download-missing', `${source.url} cannot be downloaded: there is no such host`, {
          cause: error,
        });
    }
  }
  throw new LavaError('download-failed', `${source.url} could not be fetched: ${(last as Error).message}`, {
    cause: last,
  });
}

function request(
  { headers, known }: HttpSource,
  receiver: Receiver,
  validators: Validators | undefined,
): { headers: Record<string, string>; resumes: boolean } {
  const condition = validators?.etag ?? validators?.lastModified;
  // A weak tag does not promise equal bytes, so what is there cannot be continued.
  if (receiver.size > 0 && condition && !condition.startsWith('W/'))
    return {
      headers: { ...headers, range: `bytes=${receiver.size}-`, 'if-range': condition },
      resumes: true,
    };
  const asked = {
    ...(known?.etag
      ? { 'if-none-match': known.etag }
      : known?.lastModified && { 'if-modified-since': known.lastModified }),
  };
  return { headers: { ...headers, ...asked }, resumes: false };
}

function checkStatus(url: string, response: IncomingMessage, resumes: boolean): void {
  const { statusCode = 0, statusMessage } = response;
  if (statusCode === 200 || (statusCode === 206 && resumes)) return;
  response.destroy();
  const answer = `${statusCode} ${statusMessage ?? ''}`.trim();
  if (RETRY_STATUS.has(statusCode) || statusCode === 416) throw new Error(`the server answered ${answer}`);
  throw new LavaError('download-missing', `${url} cannot be downloaded: the server answered ${answer}`);
}

/** Is it the rest of the file that comes? */
function continues({ headers }: IncomingMessage, { size }: Receiver): boolean {
  return headers['content-range']?.startsWith(`bytes ${size}-`) === true;
}

async function readBody(progress: Progress, response: IncomingMessage, receiver: Receiver): Promise<void> {
  const length = response.headers['content-length'];
  if (length !== undefined) receiver.total = receiver.size + Number(length);
  for await (const chunk of response) {
    progress.throwIfDone();
    await receiver.write(chunk as Buffer);
  }
  if (receiver.total !== undefined && receiver.size !== receiver.total)
    throw new Error(`${receiver.size} of ${receiver.total} bytes came`);
}

function validatorsOf({ headers }: IncomingMessage): Validators {
  return { etag: headers.etag, lastModified: headers['last-modified'] };
}

/** Do not ask the server again after trouble with our own disk. */
function isLocal(error: unknown): boolean {
  return diskCode(error) !== undefined || (error as NodeJS.ErrnoException).code === 'EACCES';
}
