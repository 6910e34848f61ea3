// SPDX-License-Identifier: Apache-2.0
import type { FastifyRequest } from 'fastify';
import { Refused } from './refused.ts';

/** Bytes up to which a body is held whatever else is; of larger ones only so many at a time, each up to the limit. */
const SMALL = 1024 * 1024;
const MOST = 4;

/** Keeps uploads of many jobs at a time from taking all the memory. */
export class LargeBodies {
  readonly #held = new WeakSet<FastifyRequest>();
  #count = 0;

  /** @throws Refused 503; the sender comes again */
  admit = async (request: FastifyRequest): Promise<void> => {
    const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    if (length <= SMALL) return;
    if (this.#count >= MOST) throw new Refused(503, 'too many large uploads at a time');
    this.#count += 1;
    this.#held.add(request);
    request.raw.once('close', () => this.#release(request));
  };

  done = async (request: FastifyRequest): Promise<void> => this.#release(request);

  #release(request: FastifyRequest): void {
    if (this.#held.delete(request)) this.#count -= 1;
  }
}
