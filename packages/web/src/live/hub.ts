// SPDX-License-Identifier: Apache-2.0
import type { LiveEvent } from '@lava/protocol/api/live.ts';
import { LavaError, serializeError, toLavaError } from '@lava/protocol/error/error.ts';
import type { ConnectionState, Followed, FromHub, ToHub } from './messages.ts';

/** Opens the stream; `openLive` of the protocol. */
export type Connect = (jobs: ReadonlyMap<number, number>, signal: AbortSignal) => AsyncIterable<LiveEvent>;

interface Tab {
  active: boolean;
  /** Of each job `from` is the next record that this tab needs. */
  jobs: Map<number, Followed>;
  /** When it last spoke, milliseconds. */
  heard: number;
}

interface Stream {
  stop: AbortController;
  /** Of each job the next record that will come; no more will when it is infinite. */
  jobs: Map<number, number>;
}

/** Pauses before the reconnects, milliseconds; the last one repeats. */
const BACKOFF = [100, 500, 1000, 2000, 4000];
/** Wishes of several tabs that change within this time are one reconnect. Milliseconds. */
const GATHER = 60;
/** A tab that has not spoken for this long is gone; active ones speak every 20 s. Milliseconds. */
const TAB_GONE = 90_000;

/**
 * Holds the one stream of a browser for all its tabs: follows the union of what they wish for, and passes on to each tab
 * what it does not have yet. Without an active tab there is no stream.
 */
export class Hub {
  private readonly connect: Connect;
  private readonly post: (tab: string, message: FromHub) => void;
  private readonly tabs = new Map<string, Tab>();
  private stream: Stream | undefined;
  /** Earlier streams, read until the newest one has said hello, so that no change is missed in between. */
  private retiring: Stream[] = [];
  private state: ConnectionState = { kind: 'connecting' };
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: Connect, post: (tab: string, message: FromHub) => void) {
    this.connect = connect;
    this.post = post;
  }

  receive(message: ToHub): void {
    if (message.type === 'leave') {
      this.tabs.delete(message.tab);
    } else if (message.type === 'session') {
      this.drop();
      this.failures = 0;
      if (this.state.kind === 'signed-out') this.enter({ kind: 'connecting' });
    } else {
      const known = this.tabs.get(message.tab);
      const jobs = message.jobs.map((job) => [job.id, furthest(job, known?.jobs.get(job.id))] as const);
      this.tabs.set(message.tab, { active: message.active, jobs: new Map(jobs), heard: Date.now() });
      if (!known) this.post(message.tab, { type: 'state', state: this.state });
    }
    this.schedule(GATHER);
  }

  close(): void {
    clearTimeout(this.timer);
    this.drop();
    this.tabs.clear();
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), delay);
  }

  /** Makes the stream what the tabs wish for now. */
  private settle(): void {
    const now = Date.now();
    for (const [name, { heard }] of this.tabs) if (now - heard > TAB_GONE) this.tabs.delete(name);
    const active = [...this.tabs.values()].filter((tab) => tab.active);
    if (active.length === 0) {
      this.drop();
      return;
    }
    if (this.state.kind === 'signed-out') return;
    const wanted = wantedOf(active);
    if (!this.stream || !serves(this.stream, wanted)) this.open(wanted);
  }

  private open(jobs: Map<number, number>): void {
    if (this.stream) this.retiring.push(this.stream);
    const stream: Stream = { stop: new AbortController(), jobs: new Map(jobs) };
    this.stream = stream;
    this.read(stream, jobs).catch((error) => this.failed(stream, error));
  }

  private async read(stream: Stream, jobs: ReadonlyMap<number, number>): Promise<void> {
    for await (const event of this.connect(jobs, stream.stop.signal)) {
      if (stream.stop.signal.aborted) return;
      if (event.type === 'hello') {
        if (this.stream === stream) this.retire();
        this.failures = 0;
        const missed = this.state.kind === 'lost';
        this.enter({ kind: 'live' });
        this.tell(event);
        if (missed) this.tell({ type: 'stale' });
      } else this.pass(stream, event);
    }
    throw new Error('the server ended the stream');
  }

  private failed(stream: Stream, thrown: unknown): void {
    if (stream.stop.signal.aborted || this.stream !== stream) return;
    this.drop();
    if (thrown instanceof LavaError && (thrown.code === 'unauthenticated' || thrown.code === 'forbidden')) {
      this.enter({ kind: 'signed-out' });
      return;
    }
    const since = this.state.kind === 'lost' ? this.state.since : Date.now();
    this.enter({ kind: 'lost', since, message: toLavaError(thrown).message });
    this.schedule(BACKOFF[Math.min(this.failures++, BACKOFF.length - 1)] ?? 0);
  }

  /** To each active tab what it does not have yet. */
  private pass(stream: Stream, event: Exclude<LiveEvent, { type: 'hello' }>): void {
    if (event.type === 'change') {
      this.tell(event);
      return;
    }
    const id = event.type === 'job' ? event.job.id : event.job;
    if (event.type === 'records') stream.jobs.set(id, event.from + event.lines.length);
    else if (event.type !== 'job') stream.jobs.set(id, Number.POSITIVE_INFINITY);
    for (const [name, tab] of this.tabs) {
      const followed = tab.jobs.get(id);
      if (!followed || !tab.active) continue;
      if (event.type === 'refused') this.post(name, { ...event, error: serializeError(event.error) });
      else if (event.type !== 'records') this.post(name, event);
      else {
        const lines = event.lines.slice(Math.max(0, followed.from - event.from));
        if (event.from > followed.from || lines.length === 0) continue;
        this.post(name, { type: 'records', job: id, from: followed.from, lines });
        followed.from += lines.length;
      }
    }
  }

  private tell(message: FromHub): void {
    for (const [name, { active }] of this.tabs) if (active) this.post(name, message);
  }

  private enter(state: ConnectionState): void {
    this.state = state;
    for (const name of this.tabs.keys()) this.post(name, { type: 'state', state });
  }

  private drop(): void {
    this.retire();
    this.stream?.stop.abort();
    this.stream = undefined;
  }

  private retire(): void {
    for (const { stop } of this.retiring.splice(0)) stop.abort();
  }
}

/** A wish that was sent before the hub's last records arrived does not ask for them again. */
function furthest(told: Followed, known: Followed | undefined): Followed {
  if (known?.reading !== told.reading) return { ...told };
  return { ...told, from: Math.max(told.from, known.from) };
}

/** Jobs that any tab follows, from the record that the slowest of them needs. */
function wantedOf(active: Tab[]): Map<number, number> {
  const wanted = new Map<number, number>();
  for (const { jobs } of active) {
    for (const { id, from } of jobs.values()) wanted.set(id, Math.min(from, wanted.get(id) ?? from));
  }
  return wanted;
}

/** Whether a stream brings exactly what is needed. */
function serves({ jobs }: Stream, wanted: Map<number, number>): boolean {
  const brings = [...wanted].every(([id, from]) => (jobs.get(id) ?? Number.POSITIVE_INFINITY) <= from);
  return brings && [...jobs].every(([id, next]) => wanted.has(id) || next === Number.POSITIVE_INFINITY);
}
