// SPDX-License-Identifier: Apache-2.0
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';
import type { Change } from '../db/change.ts';
import type { EventBus } from './bus.ts';
import type { Sink } from './job-stream.ts';

/** Changes of one object within this time are reported once. Milliseconds; a list that reloads itself is not faster. */
const GATHER = 50;

/**
 * Reports which resources change, until the client is gone. What a slow client has not taken yet is remembered once for
 * each object, however often that changes. When changes may have been missed the stream ends: its client comes again
 * and looks at everything.
 *
 * @param visible those of the events that are about what the client may see; of the others it hears nothing
 */
export async function followChanges(
  bus: EventBus,
  sink: Sink,
  visible: (events: readonly ChangeEvent[]) => Promise<ChangeEvent[]>,
): Promise<void> {
  const pending = new Map<string, ChangeEvent>();
  let wake: (() => void) | undefined;
  let missed = false;
  const unfollow = bus.onChange((change) => {
    missed ||= change.on === 'gap';
    if (missed) wake?.();
    const event = toEvent(change);
    if (!event) return;
    pending.set(`${event.resource} ${event.name}`, event);
    wake?.();
  });
  sink.signal.addEventListener('abort', () => wake?.(), { once: true });
  try {
    while (!sink.signal.aborted && !missed) {
      if (pending.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
        await new Promise((resolve) => setTimeout(resolve, GATHER));
      }
      const changed = [...pending.values()];
      pending.clear();
      for (const event of await visible(changed)) await sink.send('change', event);
    }
  } finally {
    unfollow();
    sink.close();
  }
}

function toEvent(change: Change): ChangeEvent | undefined {
  switch (change.on) {
    case 'job':
      return { resource: 'job', name: String(change.id) };
    case 'device':
    case 'device-type':
    case 'worker':
      return { resource: change.on, name: change.name };
    case 'many':
      return change.of === 'multinode' ? undefined : { resource: change.of, name: '' };
    default:
      return undefined;
  }
}
