// SPDX-License-Identifier: Apache-2.0
import { TOPIC } from '../../events/lava/frames.ts';
import { eventsPlace } from '../../processes/registry.ts';
import type { ApiContext } from './context.ts';

/** What LAVA's clients ask for before they listen to events. */
export async function masterConfig({ db, settings }: Pick<ApiContext, 'db' | 'settings'>) {
  const { port } = await eventsPlace(db, settings);
  return {
    EVENT_TOPIC: TOPIC,
    EVENT_SOCKET: port === null ? '' : eventSocket(port),
    // There is always /ws/.
    EVENT_NOTIFICATION: true,
    // MiB
    LOG_SIZE_LIMIT: settings.jobLogLimit,
  };
}

/** A star stands for this server. */
export function eventSocket(port: number): string {
  return `tcp://*:${port}`;
}
