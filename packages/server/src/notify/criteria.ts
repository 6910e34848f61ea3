// SPDX-License-Identifier: Apache-2.0
import type { JobHealth } from '@lava/protocol/api/jobs.ts';
import type { DeliveryEvent } from '@lava/protocol/api/notifications.ts';
import type { Notify } from '@lava/protocol/job/notify.ts';

/** Whether the status that somebody waits for is reached by this. */
export function reaches(
  status: Notify['criteria']['status'],
  event: DeliveryEvent,
  health: JobHealth,
): boolean {
  if (status === 'all') return true;
  if (status === 'running' || status === 'finished') return status === event;
  return event === 'finished' && status === health;
}
