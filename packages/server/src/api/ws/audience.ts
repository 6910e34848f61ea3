// SPDX-License-Identifier: Apache-2.0
import type { WebSocket } from 'ws';
import type { EventFeed } from '../../events/lava/feed.ts';
import type { Frames, LavaEvent } from '../../events/lava/frames.ts';
import { heardBy } from '../../events/lava/heard.ts';
import type { ApiContext } from '../http/context.ts';
import { Listener } from './listener.ts';
import type { Who } from './who.ts';

/** All clients of `/ws/` in this process. */
export class Audience {
  readonly #context: Pick<ApiContext, 'db' | 'settings'> & { feed: EventFeed };
  readonly #listeners = new Set<Listener>();
  /** Clients that are here or come in. */
  #present = 0;
  #leave: Promise<() => void> | undefined;

  constructor(context: Pick<ApiContext, 'db' | 'settings' | 'feed'>) {
    this.#context = context;
  }

  /**
   * Until the last client is gone, events are made. To be called before a client learns that it is connected.
   * @returns to be called once, when it is gone
   */
  async enter(): Promise<() => void> {
    const leave = () => {
      this.#present -= 1;
      if (this.#present === 0) void this.close();
    };
    this.#present += 1;
    this.#leave ??= this.#context.feed.listen((events) => this.#tell(events));
    const listening = this.#leave;
    await listening.catch((error: Error) => {
      if (this.#leave === listening) this.#leave = undefined;
      leave();
      throw error;
    });
    return leave;
  }

  add(socket: WebSocket, who: Who, again: () => Promise<Who | string>): void {
    const listener = new Listener(socket, who, again);
    this.#listeners.add(listener);
    socket.on('close', () => this.#listeners.delete(listener));
  }

  async close(): Promise<void> {
    const leave = this.#leave;
    this.#leave = undefined;
    (await leave?.catch(() => undefined))?.();
  }

  /** What an account may see is looked up once, and each message written once, however many hear it. */
  async #tell(events: LavaEvent[]): Promise<void> {
    const texts = new Map<Frames, Buffer>();
    const textOf = (frames: Frames) => {
      const text = texts.get(frames) ?? Buffer.from(JSON.stringify(frames));
      texts.set(frames, text);
      return text;
    };
    for (const listeners of Map.groupBy(this.#listeners, ({ key }) => key).values()) {
      const [first] = listeners;
      const heard = first ? await this.#heardBy(first.who, events) : [];
      for (const frames of heard) for (const listener of listeners) listener.send(textOf(frames));
    }
  }

  async #heardBy(who: Who, events: LavaEvent[]): Promise<Frames[]> {
    const { db, settings } = this.#context;
    if ('worker' in who)
      return events.filter(({ worker }) => worker === who.worker).map(({ frames }) => frames);
    return who.actor || settings.publicReading ? heardBy(db, who.actor, events) : [];
  }
}
