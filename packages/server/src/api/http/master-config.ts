// SPDX-License-Identifier: Apache-2.0
import type { ServerSettings } from '../../settings.ts';

/** What LAVA's clients ask for before they listen to events. */
export function masterConfig({
  eventsPort,
  jobLogLimit,
}: Pick<ServerSettings, 'eventsPort' | 'jobLogLimit'>) {
  return {
    EVENT_TOPIC: 'org.lavasoftware',
    EVENT_SOCKET: eventsPort === 0 ? '' : `tcp://*:${eventsPort}`,
    EVENT_NOTIFICATION: eventsPort !== 0,
    // MiB
    LOG_SIZE_LIMIT: jobLogLimit,
  };
}
