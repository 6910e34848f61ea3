// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Change } from '../db/change.ts';
import type { Database } from '../db/database.ts';
import { EventBus } from './bus.ts';
import { followChanges } from './change-stream.ts';

function testBus(): { bus: EventBus; emit: (change: Change) => void } {
  let handler: (change: Change) => void = () => undefined;
  const on = (given: typeof handler) => {
    handler = given;
    return () => undefined;
  };
  const bus = new EventBus({ changes: { on } } as unknown as Database);
  return { bus, emit: (change) => handler(change) };
}

describe('followChanges', () => {
  it('tells an object once, however often it changed while the client was slow', async () => {
    const { bus, emit } = testBus();
    const gone = new AbortController();
    const sent: unknown[] = [];
    const taken: (() => void)[] = [];
    const following = followChanges(
      bus,
      {
        signal: gone.signal,
        send: (_, data) => {
          sent.push(data);
          return new Promise((resolve) => taken.push(resolve));
        },
        close: () => sent.push('closed'),
      },
      async (events) => events.filter(({ resource, name }) => resource !== 'job' || name !== '2'),
    );
    const device = (name: string): Change => ({ on: 'device', name, state: 'idle' });
    emit(device('a'));
    await expect.poll(() => sent.length).toBe(1);
    for (let n = 0; n < 100; n++) emit(device('b'));
    emit({ on: 'records', id: 1, next: 5 });
    emit({ on: 'job', id: 1, state: 'running', was: 'scheduled', worker: null });
    emit({ on: 'job', id: 2, state: 'running', was: 'scheduled', worker: null });
    taken[0]?.();
    await expect.poll(() => sent.length).toBe(2);
    taken[1]?.();
    await expect.poll(() => sent.length).toBe(3);
    gone.abort();
    taken[2]?.();
    await following;
    expect(sent).toEqual([
      { resource: 'device', name: 'a' },
      { resource: 'device', name: 'b' },
      { resource: 'job', name: '1' },
      'closed',
    ]);
  });

  it('ends when changes may have been missed', async () => {
    const { bus, emit } = testBus();
    const { signal } = new AbortController();
    const following = followChanges(
      bus,
      { signal, send: async () => undefined, close: () => undefined },
      async (events) => [...events],
    );
    emit({ on: 'gap' });
    await following;
  });
});
