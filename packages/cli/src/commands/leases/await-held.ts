// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease } from '@lava/protocol/api/leases.ts';
import type { Context } from '../../context.ts';
import { Duration } from '../../input/duration.ts';
import { Until } from '../../input/until.ts';
import { flag, option } from '../../program/parameters.ts';
import { sayLease } from './columns.ts';

/** How often it is looked at, milliseconds. */
const LOOK = 2_000;

/** What every command that asks for a board takes. */
export const LEASE_OPTIONS = {
  for: option('how long: 30m, 2h, 1d; 1h when not given', { schema: Duration, value: 'time' }),
  idle: option('end it when nobody has typed for so long', { schema: Duration, value: 'time' }),
  at: option('not before this time: 2027-01-31T12:00 (UTC without a zone)', { schema: Until, value: 'time' }),
  wait: flag('wait until the board is there'),
};

interface Asked {
  for?: number | undefined;
  idle?: number | undefined;
  at?: string | undefined;
}

const HOUR = 3_600;

/** As the server takes it; the clocks of two machines differ, so a time is sent as a wait. */
export function lengthOf({ for: seconds = HOUR, idle, at }: Asked) {
  const delay = at === undefined ? 0 : Math.max(0, Math.round((Date.parse(at) - Date.now()) / 1_000));
  return { seconds, idle, ...(delay > 0 && { delay }) };
}

/** Says what was asked for and, if asked to, waits for it. Resolves with the exit code. */
export async function announceLease(context: Context, asked: Lease, wait: boolean): Promise<number> {
  const client = context.client();
  let lease = asked;
  if (wait && lease.state === 'waiting') context.note(sayLease(lease));
  while (wait && lease.state === 'waiting') {
    await sleep(LOOK);
    lease = await client.leases.get(lease.id);
  }
  const url = `${context.access().url}/jobs/${lease.id}`;
  context.output.say({ ...lease, url }, () => `${sayLease(lease)}\n${url}`);
  return wait && lease.state !== 'held' ? 1 : 0;
}
