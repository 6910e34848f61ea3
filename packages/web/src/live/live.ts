// SPDX-License-Identifier: Apache-2.0
import type { JobStreamEvent } from '@lava/protocol/api/job-stream.ts';
import type { ChangeEvent, HelloEvent } from '@lava/protocol/api/stream.ts';
import { parseError } from '@lava/protocol/error/error.ts';
import { type Link, openLink, type Receive } from './link.ts';
import type { ConnectionState, FromHub } from './messages.ts';
import { Queue } from './queue.ts';

/** A hidden tab keeps its place in the stream for this long, milliseconds. */
const HIDDEN_PATIENCE = 30_000;
/** How often a tab tells the hub that it is still there, milliseconds. */
const PRESENT = 20_000;

export interface LiveListener {
  /** Undefined: anything may have changed. */
  onChange(change: ChangeEvent | undefined): void;
  onHello(hello: HelloEvent): void;
}

/** This tab's share of the browser's one stream. */
export class Live {
  private readonly tab = crypto.randomUUID?.() ?? `${Math.random()}${performance.now()}`;
  /** Opened when the tab first needs the stream. */
  private link: Link | undefined;
  private readonly open: (tab: string, receive: Receive) => Link;
  private readonly jobs = new Map<number, { next: number; reading: number; queue: Queue<JobStreamEvent> }>();
  private readings = 0;
  private readonly listeners = new Set<LiveListener>();
  private readonly watchers = new Set<() => void>();
  private active = true;
  private wasLive = false;
  private connection: ConnectionState = { kind: 'connecting' };

  constructor(open: (tab: string, receive: Receive) => Link = openLink) {
    this.open = open;
  }

  get state(): ConnectionState {
    return this.connection;
  }

  /** Calls back when `state` is another. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  listen(listener: LiveListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Records and states of a job from record `from` on, until it is finished and all of it came. */
  async *followJob(id: number, from: number, signal: AbortSignal): AsyncGenerator<JobStreamEvent, void> {
    const queue = new Queue<JobStreamEvent>();
    this.jobs.set(id, { next: from, reading: ++this.readings, queue });
    this.wish();
    signal.addEventListener('abort', () => queue.end(), { once: true });
    try {
      yield* queue;
    } finally {
      if (this.jobs.get(id)?.queue === queue) this.jobs.delete(id);
      this.wish();
    }
  }

  /** Another account: every tab's stream begins again. */
  renew(): void {
    this.link?.send({ type: 'session' });
  }

  /** Follows the tab's visibility, and says goodbye. Returns how to stop that. */
  attach(page: Document): () => void {
    let hiding: ReturnType<typeof setTimeout> | undefined;
    const onVisibility = () => {
      clearTimeout(hiding);
      if (page.visibilityState === 'hidden') hiding = setTimeout(() => this.rest(), HIDDEN_PATIENCE);
      else this.wake();
    };
    this.wish();
    const present = setInterval(() => this.active && this.wish(), PRESENT);
    const onLeave = () => this.link?.send({ type: 'leave', tab: this.tab });
    const onReturn = (event: PageTransitionEvent) => event.persisted && this.wake();
    page.addEventListener('visibilitychange', onVisibility);
    globalThis.addEventListener('pagehide', onLeave);
    globalThis.addEventListener('pageshow', onReturn);
    return () => {
      clearTimeout(hiding);
      clearInterval(present);
      page.removeEventListener('visibilitychange', onVisibility);
      globalThis.removeEventListener('pagehide', onLeave);
      globalThis.removeEventListener('pageshow', onReturn);
    };
  }

  private rest(): void {
    this.active = false;
    this.wish();
  }

  private wake(): void {
    const rested = !this.active;
    this.active = true;
    this.wish();
    if (rested) for (const { onChange } of this.listeners) onChange(undefined);
  }

  private wish(): void {
    this.link ??= this.open(this.tab, (message) => this.receive(message));
    this.link.send({
      type: 'wish',
      tab: this.tab,
      active: this.active,
      jobs: [...this.jobs].map(([id, { next, reading }]) => ({ id, from: next, reading })),
    });
  }

  private receive(message: FromHub): void {
    switch (message.type) {
      case 'introduce':
        this.wish();
        break;
      case 'state':
        this.enter(message.state);
        break;
      case 'hello':
        for (const { onHello } of this.listeners) onHello(message);
        break;
      case 'change':
        for (const { onChange } of this.listeners) onChange(message);
        break;
      case 'stale':
        for (const { onChange } of this.listeners) onChange(undefined);
        break;
      default:
        this.receiveOfJob(message);
    }
  }

  private receiveOfJob(message: Extract<FromHub, { type: 'records' | 'job' | 'end' | 'refused' }>): void {
    const id = message.type === 'job' ? message.job.id : message.job;
    const followed = this.jobs.get(id);
    if (!followed) return;
    if (message.type === 'end') followed.queue.end();
    else if (message.type === 'refused') followed.queue.fail(parseError(message.error));
    else if (message.type === 'job') followed.queue.push({ type: 'job', job: message.job });
    else {
      // A message of the hub that crossed a wish may hold what is here already.
      const lines = message.lines.slice(Math.max(0, followed.next - message.from));
      if (message.from > followed.next || lines.length === 0) return;
      followed.queue.push({ type: 'records', from: followed.next, lines });
      followed.next += lines.length;
    }
  }

  private enter(state: ConnectionState): void {
    this.connection = state;
    if (state.kind === 'live' && !this.wasLive) {
      this.wasLive = true;
      // The page asked for what it shows before the stream began: what changed in between is nowhere else.
      for (const { onChange } of this.listeners) onChange(undefined);
    }
    if (state.kind === 'lost') {
      const lost: JobStreamEvent = { type: 'lost', error: new Error(state.message), retryIn: 0 };
      for (const { queue } of this.jobs.values()) queue.push(lost);
    }
    for (const watcher of this.watchers) watcher();
  }
}
