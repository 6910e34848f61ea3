// SPDX-License-Identifier: Apache-2.0
import { openLive } from '@lava/protocol/api/live.ts';
import { createTransport } from '@lava/protocol/api/transport.ts';
import { Hub } from './hub.ts';
import type { FromHub, ToHub } from './messages.ts';

/** A tab's way to the hub of its browser. */
export interface Link {
  send(message: ToHub): void;
}

export type Receive = (message: FromHub) => void;

/** The best way that this browser has: a shared worker, else one tab for all, else each tab for itself. */
export function openLink(tab: string, receive: Receive): Link {
  if ('SharedWorker' in globalThis) return sharedWorker(receive);
  // Locks are for secure origins only; a lab behind plain HTTP may be seen by a phone that has neither.
  if ('locks' in navigator && 'BroadcastChannel' in globalThis) return electedTab(tab, receive);
  return ownHub(receive);
}

function sharedWorker(receive: Receive): Link {
  const worker = new SharedWorker(new URL('./shared-worker.ts', import.meta.url), {
    type: 'module',
    name: 'lava-live',
  });
  worker.port.onmessage = ({ data }: MessageEvent<FromHub>) => receive(data);
  return { send: (message) => worker.port.postMessage(message) };
}

interface Envelope {
  to: 'hub' | 'all' | string;
  message: ToHub | FromHub;
}

/**
 * The tab that holds the lock has the hub; when it closes, or nobody looks at it any more (its timers would be slow),
 * the next one takes over and all introduce themselves.
 */
function electedTab(tab: string, receive: Receive): Link {
  const channel = new BroadcastChannel('lava-live');
  let hub: Hub | undefined;
  let candidacy: AbortController | undefined;
  let resign: (() => void) | undefined;
  const post = (to: string, message: FromHub) => {
    if (to === tab) receive(message);
    else channel.postMessage({ to, message } satisfies Envelope);
  };
  channel.onmessage = ({ data: { to, message } }: MessageEvent<Envelope>) => {
    if (to === 'hub') hub?.receive(message as ToHub);
    else if (to === tab || to === 'all') receive(message as FromHub);
  };

  async function rule(): Promise<void> {
    hub = createHub(post);
    post('all', { type: 'introduce' });
    receive({ type: 'introduce' });
    await new Promise<void>((resolve) => {
      resign = resolve;
    });
    hub.close();
    hub = undefined;
    resign = undefined;
  }

  function run(active: boolean): void {
    if (active && !candidacy) {
      candidacy = new AbortController();
      navigator.locks.request('lava-live', { signal: candidacy.signal }, rule).catch(() => undefined);
    } else if (!active) {
      if (resign) resign();
      else candidacy?.abort();
      candidacy = undefined;
    }
  }

  return {
    send(message) {
      if (message.type === 'wish') run(message.active);
      if (hub) hub.receive(message);
      else channel.postMessage({ to: 'hub', message } satisfies Envelope);
    },
  };
}

function ownHub(receive: Receive): Link {
  const hub = createHub((_, message) => receive(message));
  return { send: (message) => hub.receive(message) };
}

function createHub(post: (tab: string, message: FromHub) => void): Hub {
  const transport = createTransport({ baseUrl: '' });
  return new Hub((jobs, signal) => openLive(transport, jobs, signal), post);
}
