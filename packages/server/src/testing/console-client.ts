// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { ConsoleEvent, type ConsoleRequest, type ConsoleView } from '@lava/protocol/api/console.ts';
import { WebSocket } from 'ws';

/** How long a test waits for what a console says, milliseconds. */
const PATIENCE = 20_000;

/** A program at a console, for tests. */
export class ConsoleClient {
  readonly socket: WebSocket;
  /** What the console said, all of it. */
  text = '';
  state: ConsoleView | undefined;
  readonly events: ConsoleEvent[] = [];
  closed: { code: number; reason: string } | undefined;
  readonly #wakers = new Set<() => void>();

  private constructor(url: string, token: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}`, ...headers } });
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) {
        this.text += String(data);
      } else {
        const event = ConsoleEvent.parse(JSON.parse(String(data)));
        this.events.push(event);
        if (event.type === 'state') this.state = event;
      }
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
  }

  /** @throws Error with the status of HTTP when it is refused */
  static async open(
    url: string,
    token: string,
    headers: Record<string, string> = {},
  ): Promise<ConsoleClient> {
    const client = new ConsoleClient(url, token, headers);
    await Promise.race([
      once(client.socket, 'open'),
      once(client.socket, 'unexpected-response').then(([, response]) => {
        throw new Error(`HTTP ${response.statusCode}`);
      }),
    ]);
    return client;
  }

  ask(request: ConsoleRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text));
  }

  /** Takes the keyboard, once there is a console. */
  async take(force = false): Promise<void> {
    await this.until(() => this.state?.consoles.some(({ open }) => open));
    this.ask({ type: 'take', force });
    await this.until(() => this.state?.yours);
  }

  async sees(text: string): Promise<void> {
    await this.until(() => this.text.includes(text));
  }

  async until(condition: () => unknown): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (!condition()) {
      const left = end - performance.now();
      if (left <= 0)
        throw new Error(`not seen: ${condition}; ${JSON.stringify(this.state)}: ${this.text.slice(-500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        const wake = () => {
          clearTimeout(timer);
          this.#wakers.delete(wake);
          resolve();
        };
        this.#wakers.add(wake);
      });
    }
  }

  close(): void {
    this.socket.terminate();
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }
}
