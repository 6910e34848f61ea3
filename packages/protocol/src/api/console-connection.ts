// SPDX-License-Identifier: Apache-2.0
import { LavaError, toLavaError } from '../error/error.ts';
import { API_PREFIX } from './common.ts';
import { CONSOLE_CLOSED, ConsoleEvent, type ConsoleRequest, type ConsoleView } from './console.ts';

/** What is used of a WebSocket, of a browser or of Node. */
export interface ConsoleDial {
  binaryType: string;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: { data?: unknown; code?: number; reason?: string }) => void,
  ): void;
}

export interface ConsoleHandlers {
  output(bytes: Uint8Array): void;
  /** The next output begins again: a screen is to be cleared. */
  fresh(): void;
  state(view: ConsoleView): void;
  skipped(bytes: number): void;
  refused(message: string): void;
  /** The connection is lost, and dialed again; or it is there again. */
  linked(up: boolean): void;
  /** It is over: the job has ended when there is no error. */
  ended(error?: LavaError): void;
}

export interface ConsoleOptions {
  dial(): ConsoleDial;
  /** Whether dialing again makes sense. @throws LavaError why not */
  check(): Promise<unknown>;
}

/** Pauses before dialing again, milliseconds: the first, and the longest. */
const FIRST = 250;
const LONGEST = 5_000;

const OPEN = 1;

/** Address of the WebSocket. @param root of the server, with http or https */
export function consoleAddress(root: string, job: number, console?: string): string {
  const query = console === undefined ? '' : `?console=${encodeURIComponent(console)}`;
  return `${root.replace(/^http/, 'ws').replace(/\/+$/, '')}${API_PREFIX}/jobs/${job}/console${query}`;
}

/** A client at the console of a job: dials again when the server was away, and then asks again for the keyboard that it had. */
export class ConsoleConnection {
  readonly #options: ConsoleOptions;
  readonly #handlers: ConsoleHandlers;
  #socket: ConsoleDial | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST;
  #hadKeyboard = false;
  #closed = false;

  constructor(options: ConsoleOptions, handlers: ConsoleHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#dial();
  }

  /** Lost while the connection is. */
  type(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(bytes);
  }

  ask(request: ConsoleRequest): void {
    if (request.type === 'release') this.#hadKeyboard = false;
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(request));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #dial(): void {
    if (this.#closed) return;
    const socket = this.#options.dial();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#pause = FIRST;
      this.#handlers.linked(true);
    });
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.#hear(data);
      else this.#handlers.output(new Uint8Array(data as ArrayBuffer));
    });
    socket.addEventListener('error', () => undefined); // 'close' follows
    socket.addEventListener('close', ({ code, reason = '' }) => void this.#onClose(code, reason));
  }

  #hear(text: string): void {
    const event = ConsoleEvent.safeParse(parseJson(text)).data;
    if (event?.type === 'state') {
      // Whoever had the keyboard before the connection broke has it again.
      if (this.#hadKeyboard && !event.yours && event.writer === null) this.ask({ type: 'take' });
      this.#hadKeyboard = event.yours;
      this.#handlers.state(event);
    } else if (event?.type === 'fresh') this.#handlers.fresh();
    else if (event?.type === 'skipped') this.#handlers.skipped(event.bytes);
    else if (event?.type === 'refused') this.#handlers.refused(event.message);
  }

  async #onClose(code: number | undefined, reason: string): Promise<void> {
    if (this.#closed) return;
    if (code === CONSOLE_CLOSED.ended) this.#end();
    else if (code === CONSOLE_CLOSED.signedOut) this.#end(new LavaError('unauthenticated', reason));
    else if (code === CONSOLE_CLOSED.hidden) this.#end(new LavaError('not-found', reason));
    else if (code === CONSOLE_CLOSED.malformed) this.#end(new LavaError('bug', reason));
    else {
      this.#handlers.linked(false);
      try {
        await this.#options.check();
      } catch (thrown) {
        const error = toLavaError(thrown);
        if (error.code !== 'server-unreachable') return this.#end(error);
      }
      this.#timer = setTimeout(() => this.#dial(), this.#pause);
      this.#pause = Math.min(LONGEST, this.#pause * 2);
    }
  }

  #end(error?: LavaError): void {
    if (this.#closed) return;
    this.close();
    this.#handlers.ended(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not from a server that we know
  }
}
