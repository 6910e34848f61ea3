// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { Listener } from './listener.ts';
import type { Who } from './who.ts';

/** A client at the far end, which takes or does not take what is sent to it. */
class Client extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent: string[] = [];
  ended: number | 'dropped' | undefined;

  send(text: Buffer | string): void {
    this.sent.push(String(text));
  }
  ping(): void {
    this.sent.push('ping');
  }
  close(code: number): void {
    this.ended = code;
    this.emit('close');
  }
  terminate(): void {
    this.ended = 'dropped';
    this.readyState = 3;
    this.emit('close');
  }
}

const STRANGER: Who = { actor: null };
const LOOK = 20_000;

function listener(again: () => Promise<Who | string> = async () => STRANGER) {
  const client = new Client();
  return { client, listener: new Listener(client as unknown as WebSocket, STRANGER, again) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a client of /ws/', () => {
  it('that does not take what is sent is dropped, and gets no more', () => {
    const { client, listener: slow } = listener();
    slow.send(Buffer.from('one'));
    client.bufferedAmount = 300 * 1024;
    slow.send(Buffer.from('two'));
    slow.send(Buffer.from('three'));
    expect([client.sent, client.ended]).toEqual([['one'], 'dropped']);
  });

  it('that is silent is asked, and dropped when it does not answer', async () => {
    const { client } = listener();
    await vi.advanceTimersByTimeAsync(LOOK);
    client.emit('pong');
    await vi.advanceTimersByTimeAsync(LOOK);
    expect([client.sent, client.ended]).toEqual([['ping', 'ping'], undefined]);
    await vi.advanceTimersByTimeAsync(LOOK);
    expect(client.ended).toBe('dropped');
  });

  it('that talks without end, or pings and reads no answer, is dropped', () => {
    const { client } = listener();
    for (let n = 0; n < 200; n++) client.emit('message', Buffer.from('x'));
    expect(client.ended).toBeUndefined();
    client.emit('message', Buffer.from('x'));
    expect(client.ended).toBe('dropped');
    const { client: deaf } = listener();
    deaf.bufferedAmount = 300 * 1024;
    deaf.emit('ping');
    expect(deaf.ended).toBe('dropped');
  });

  it('whose token is no longer valid gets the reason, and leaves', async () => {
    const { client } = listener(async () => 'Unknown user');
    await vi.advanceTimersByTimeAsync(LOOK);
    expect([client.sent, client.ended]).toEqual([['ping', '{"error":"Unknown user"}'], 1008]);
  });

  it('stays who it was while the database is away', async () => {
    const { client, listener: stays } = listener(async () => {
      throw new Error('the database is away');
    });
    await vi.advanceTimersByTimeAsync(LOOK);
    expect([client.ended, stays.key]).toEqual([undefined, 'stranger']);
  });
});
