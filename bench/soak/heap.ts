// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '@lava/lab/program.ts';

/** Longest that a program may take to answer, milliseconds. */
const PATIENCE = 30_000;

/** In the environment of the programs that are looked at, so that each has a port of its own for its inspector. */
export const HEAP_SETTINGS = { NODE_OPTIONS: '--inspect-port=0' };

/** What a program of ours holds, by its inspector, which listens on the loopback once it is asked for. */
export class Heap {
  readonly #socket: WebSocket;
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @throws Error when its inspector does not come */
  static async open(program: Program): Promise<Heap> {
    process.kill(program.pid, 'SIGUSR1');
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const [, url] = /Debugger listening on (ws:\/\/127\.0\.0\.1:\S+)/.exec(program.logTail(1_000)) ?? [];
      if (url) return new Heap(await connected(new WebSocket(url)));
      if (performance.now() > deadline) throw new Error(`${program.name} has no inspector`);
      await sleep(50);
    }
  }

  /** Heap and buffers that are in use after a collection of garbage, MB. */
  async live(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage', {});
    const expression = '(({heapUsed, external}) => heapUsed + external)(process.memoryUsage())';
    const { result } = await this.#ask('Runtime.evaluate', { expression });
    return Number(result?.value) / 1024 / 1024;
  }

  close(): void {
    this.#socket.close();
  }

  #ask(method: string, params: object): Promise<{ result?: { value?: unknown } }> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), PATIENCE);
      const listen = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data));
        if (answer.id !== id) return;
        clearTimeout(late);
        this.#socket.removeEventListener('message', listen);
        resolve(answer.result);
      };
      this.#socket.addEventListener('message', listen);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

function connected(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () => reject(new Error(`no inspector at ${socket.url}`)));
  });
}
