// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { CONSOLE_CLOSED, type ConsoleEvent, ConsoleRequest } from '@lava/protocol/api/console.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { RawData, WebSocket } from 'ws';
import type { SignedIn } from '../../accounts/accounts.ts';
import { type ConsoleAccess, consoleAccess } from '../../consoles/access.ts';
import { KeyboardHold } from '../../consoles/keyboard.ts';
import type { WatchedJob } from '../../consoles/watched-job.ts';
import type { ApiContext } from '../http/context.ts';
import { Output } from './output.ts';
import { TypingPace } from './typing-pace.ts';

/** Requests of a client that are not answered yet; more are refused. */
const MOST_REQUESTS = 16;

export interface SessionOptions {
  socket: WebSocket;
  context: Pick<ApiContext, 'db' | 'consoles' | 'bus' | 'log'>;
  job: number;
  console: string | undefined;
  actor: SignedIn | null;
  /** Whether the token or session that came with the request may type at all. */
  maySend: boolean;
  /** Who it is now. @throws LavaError when the session or token is no longer valid */
  again(): Promise<SignedIn | null>;
}

/** How often it is looked at whether the client is there and still may watch, milliseconds; keyboards last for three of these. */
const LOOK = 3_000;

/** One client at one console of a job. */
export class ConsoleSession {
  readonly #options: SessionOptions;
  readonly #output: Output;
  readonly #pace: TypingPace;
  readonly #ends: (() => void)[] = [];
  readonly #holder = randomUUID();
  #access: ConsoleAccess | undefined;
  #watched: WatchedJob | undefined;
  #console: string | undefined;
  #keyboard: KeyboardHold | undefined;
  #alive = true;
  #shown = '';
  #asked = 0;
  /** Requests of the client and changes, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#console = options.console;
    const { socket } = options;
    this.#output = new Output(socket, (event) => this.#send(event));
    this.#pace = new TypingPace((bytes) => this.#type(bytes));
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => this.#end());
    const timer = setInterval(() => this.#look(), LOOK);
    const unfollow = options.context.bus.onJob(options.job, (change) => {
      if (change.on === 'job' || change.on === 'gap') this.#do(() => this.#refresh());
    });
    this.#ends.push(unfollow, () => clearInterval(timer));
    this.#do(() => this.#refresh());
  }

  /** Looks at the job: where it runs, what the client may. */
  async #refresh(): Promise<void> {
    const { context, job, actor, maySend } = this.#options;
    const access = await consoleAccess(context.db, actor, job);
    this.#access = { ...access, mayType: access.mayType && maySend };
    if (access.finished) {
      this.#send({ type: 'end' });
      this.#close(CONSOLE_CLOSED.ended, 'the job has ended');
      return;
    }
    if (!this.#access.mayType) await this.#keyboard?.release();
    const isWatched = this.#watched?.worker === access.worker && this.#watched?.id === access.run;
    if (access.worker !== null && !isWatched) {
      const { job: watched, stop } = context.consoles.watch(access.run, access.worker, () =>
        this.#do(() => this.#show()),
      );
      this.#watched = watched;
      this.#ends.push(stop);
    }
    await this.#show();
  }

  async #show(): Promise<void> {
    const { consoles = [] } = this.#watched ?? {};
    this.#console ??= consoles[0]?.name;
    if (this.#console !== undefined && consoles.some(({ name }) => name === this.#console))
      this.#output.follow(this.#watched?.screen(this.#console));
    const keyboard = this.#ownKeyboard();
    const writer = keyboard ? await keyboard.writer() : null;
    const state: ConsoleEvent = {
      type: 'state',
      console: this.#console ?? null,
      consoles: [...consoles],
      mayType: this.#access?.mayType === true,
      writer,
      yours: keyboard?.mine === true,
    };
    const text = JSON.stringify(state);
    if (text !== this.#shown) this.#send(state);
    this.#shown = text;
    this.#output.pump();
  }

  #ownKeyboard(): KeyboardHold | undefined {
    const { context, job, actor } = this.#options;
    if (this.#console === undefined) return undefined;
    this.#keyboard ??= new KeyboardHold(
      context.db,
      { job, console: this.#console, holder: this.#holder },
      actor?.id ?? 0,
      () => context.consoles.writerChanged(job),
    );
    return this.#keyboard;
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#alive = true;
    if (isBinary) {
      if (!this.#keyboard?.mine) this.#refuse('you do not have the keyboard');
      else if (!this.#pace.add(data as Buffer))
        this.#refuse('this is more than the console takes; type slower');
      return;
    }
    const request = parse(String(data));
    if (request && this.#asked >= MOST_REQUESTS)
      this.#refuse('this is more than the server answers at a time');
    else if (request) this.#ask(request);
    else this.#close(CONSOLE_CLOSED.malformed, 'a console knows no such message');
  }

  #ask(request: ConsoleRequest): void {
    this.#asked += 1;
    this.#do(() => this.#onRequest(request).finally(() => (this.#asked -= 1)));
  }

  async #onRequest(request: ConsoleRequest): Promise<void> {
    const keyboard = this.#ownKeyboard();
    if (request.type === 'release') await keyboard?.release();
    else if (!this.#access?.mayType)
      this.#refuse(
        'you may not type here: the job does not say `console: {take_over: true}`, or is not yours',
      );
    else if (!keyboard) this.#refuse('the job has no console yet');
    else if (request.type === 'take') {
      if (!(await keyboard.take(request.force === true)))
        this.#refuse(`${(await keyboard.writer()) ?? 'somebody'} has the keyboard`);
    } else if (keyboard.mine) this.#tell('break', Buffer.alloc(0));
    else this.#refuse('you do not have the keyboard');
    await this.#show();
  }

  /** @returns whether it was sent on */
  #type(bytes: Buffer): void {
    if (this.#keyboard?.mine) this.#tell('text', bytes);
  }

  #tell(what: 'text' | 'break', bytes: Buffer): void {
    const { context, actor } = this.#options;
    if (!this.#watched || this.#console === undefined || !actor) return;
    context.consoles.type(this.#watched.worker, {
      ...{ type: 'console-typed', job: this.#watched.id, console: this.#console, what, who: actor.username },
      data: bytes.toString('base64'),
    });
  }

  #look(): void {
    if (!this.#alive) {
      this.#options.socket.terminate();
      return;
    }
    this.#alive = false;
    this.#options.socket.ping();
    this.#do(async () => {
      this.#options.actor = await this.#options.again();
      await this.#keyboard?.keep();
      await this.#refresh();
    });
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#options.socket.readyState !== this.#options.socket.OPEN) return;
      try {
        await work();
      } catch (thrown) {
        const { code, message } = toLavaError(thrown);
        if (code === 'unauthenticated') this.#close(CONSOLE_CLOSED.signedOut, message);
        else if (code === 'not-found') this.#close(CONSOLE_CLOSED.hidden, message);
        else
          this.#options.context.log.warn(
            { job: this.#options.job, code, error: message },
            'a console stalls',
          );
      }
    });
  }

  #refuse(message: string): void {
    this.#send({ type: 'refused', message });
  }

  #send(event: ConsoleEvent): void {
    if (this.#options.socket.readyState === this.#options.socket.OPEN)
      this.#options.socket.send(JSON.stringify(event));
  }

  /** @param reason at most 123 bytes of it arrive */
  #close(code: number, reason: string): void {
    this.#options.socket.close(code, Buffer.from(reason).subarray(0, 120).toString());
  }

  #end(): void {
    this.#pace.close();
    this.#output.close();
    for (const end of this.#ends.splice(0)) end();
    void this.#work.then(() => this.#keyboard?.release()).catch(() => undefined); // it ends by itself
  }
}

function parse(text: string): ConsoleRequest | undefined {
  try {
    return ConsoleRequest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
