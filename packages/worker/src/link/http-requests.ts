// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';

/** Longest that an answer may take, milliseconds, and its largest size, bytes. */
const PATIENCE = 60_000;
const MAX_ANSWER = 16 * 1024 * 1024;

const JobToken = z.object({ id: z.int().positive(), token: z.string().min(1).max(200) });
export type JobToken = z.infer<typeof JobToken>;
const List = z.array(JobToken).max(10_000);
const Todo = z.object({ start: List, running: List, cancel: List });
export type Todo = z.infer<typeof Todo>;

const text = z.string().default('');
const JobFiles = z.object({
  ...{ definition: z.string(), device: z.string() },
  ...{ dispatcher: text, env: text, 'env-dut': text },
});
export type JobFiles = z.infer<typeof JobFiles>;

/** A refusal of the server. */
export class ServerRefusal extends LavaError {
  readonly status: number;

  constructor(status: number, why: string) {
    const code = status === 409 ? 'version-mismatch' : status < 500 ? 'link-refused' : 'server-unreachable';
    super(code, `the server answers ${status}: ${why}`, {
      ...(status < 500 && {
        hint: 'check the address, the name of this worker and its token; the server must be LAVA 2020.09 or newer',
      }),
    });
    this.status = status;
  }
}

/** What a worker asks LAVA's server over HTTP. Each request ends, with an answer or an error. */
export class HttpRequests {
  readonly #base: string;
  readonly #signal: AbortSignal;

  /** @param signal ends all of them */
  constructor(url: string, signal: AbortSignal) {
    this.#base = url.replace(/\/+$/, '');
    this.#signal = signal;
  }

  /** LAVA's server starts nothing on workers of another version; undefined where it does not say its own. */
  async version(): Promise<string | undefined> {
    const answer = await this.#send('/api/v0.2/system/version/', {}).catch((error: unknown) => {
      if (error instanceof ServerRefusal && error.status < 500) return undefined;
      throw error;
    });
    return z.object({ version: z.string().max(100) }).safeParse(answer).data?.version;
  }

  async ping(worker: string, token: string, version: string): Promise<Todo> {
    const path = `/workers/${encodeURIComponent(worker)}/?version=${encodeURIComponent(version)}`;
    return this.#parse(Todo, await this.#internal(path, token));
  }

  async files({ id, token }: JobToken): Promise<JobFiles> {
    return this.#parse(JobFiles, await this.#internal(`/jobs/${id}/`, token));
  }

  async state({ id, token }: JobToken, form: Record<string, string>): Promise<void> {
    await this.#internal(`/jobs/${id}/`, token, form);
  }

  /** @returns how many of the lines are stored */
  async logs({ id, token }: JobToken, index: number, lines: string): Promise<number> {
    const answer = await this.#internal(`/jobs/${id}/logs/`, token, { lines, index: String(index) });
    return this.#parse(z.object({ line_count: z.int().nonnegative() }), answer).line_count;
  }

  #internal(path: string, token: string, form?: Record<string, string>): Promise<unknown> {
    return this.#send(`/scheduler/internal/v1${path}`, {
      headers: { 'LAVA-Token': token },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
  }

  async #send(path: string, init: RequestInit): Promise<unknown> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(PATIENCE)]);
    let response: Response;
    let body: string;
    try {
      // Whoever is sent elsewhere would give the token away.
      response = await fetch(this.#base + path, { ...init, signal, redirect: 'manual' });
      body = await readBody(response);
    } catch (cause) {
      const why = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message;
      throw new LavaError('server-unreachable', `${this.#base} does not answer: ${why}`, { cause });
    }
    const answer = parseJson(body);
    if (response.status === 200) return answer;
    const { error } = Object(answer) as { error?: unknown };
    throw new ServerRefusal(response.status, typeof error === 'string' ? error.slice(0, 500) : 'no reason');
  }

  #parse<T>(schema: z.ZodType<T>, answer: unknown): T {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new LavaError('server-unreachable', `${this.#base} does not answer as a LAVA server does`);
  }
}

async function readBody(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAX_ANSWER) throw new Error('the answer is larger than allowed');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a page for people
  }
}
