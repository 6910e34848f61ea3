// SPDX-License-Identifier: Apache-2.0
// Types a command at the console of a running job, and prints what it says until a text comes. Needs Node 24 and no library:
//
//     LAVA_URL=https://lava.example.org LAVA_TOKEN=... node expect.ts JOB 'uname -a' '# '

class Console {
  readonly #socket: WebSocket;
  #text = '';
  #state: { console?: string | null; yours?: boolean } = {};
  #problem: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(url: string, token: string, job: string) {
    const address = `${url.replace(/\/+$/, '').replace(/^http/, 'ws')}/api/v1/jobs/${job}/console`;
    // Node's own option; in a page of the server the session goes along by itself.
    this.#socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } } as never);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.#hear(JSON.parse(data));
      else this.#text += new TextDecoder().decode(data as ArrayBuffer);
      this.#wake();
    });
    this.#socket.addEventListener('close', ({ code, reason }) =>
      this.#fail(`closed with ${code}: ${reason}`),
    );
  }

  /** Gets the keyboard, once the job has a console. */
  async take(seconds = 30): Promise<void> {
    await this.#until(() => this.#state.console, seconds);
    this.#socket.send(JSON.stringify({ type: 'take' }));
    await this.#until(() => this.#state.yours, seconds);
  }

  type(line: string): void {
    this.#socket.send(new TextEncoder().encode(`${line}\r`));
  }

  /** Waits for the text. @returns what came before it */
  async expect(text: string, seconds = 30): Promise<string> {
    await this.#until(() => this.#text.includes(text), seconds);
    const at = this.#text.indexOf(text);
    const before = this.#text.slice(0, at);
    this.#text = this.#text.slice(at + text.length);
    return before;
  }

  close(): void {
    this.#socket.close();
  }

  #hear(event: { type: string; message?: string }): void {
    if (event.type === 'state') this.#state = event as object;
    if (event.type === 'refused') this.#fail(event.message ?? 'refused');
  }

  #fail(message: string): void {
    this.#problem = new Error(message);
    this.#wake();
  }

  async #until(condition: () => unknown, seconds: number): Promise<void> {
    const late = setTimeout(() => this.#fail(`not seen in ${seconds} seconds`), seconds * 1_000);
    while (!condition()) {
      if (this.#problem) throw this.#problem;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    clearTimeout(late);
  }
}

const [job = '', command = '', end = ''] = process.argv.slice(2);
const board = new Console(process.env.LAVA_URL ?? '', process.env.LAVA_TOKEN ?? '', job);
await board.take();
board.type(command);
await board.expect(command); // its echo
process.stdout.write(`${await board.expect(end)}\n`);
board.close();
