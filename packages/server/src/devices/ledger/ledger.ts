// SPDX-License-Identifier: Apache-2.0
import type { DeviceLedger, Quarantine } from '@lava/protocol/api/ledger.ts';
import { assertMay } from '../../accounts/access.ts';
import type { Database } from '../../db/database.ts';
import { getDevice, type QuarantineJson } from '../../db/queries/devices.ts';
import { ledgers } from '../../db/queries/ledgers.ts';
import type { Actor } from '../../rights/permissions.ts';
import { notFound } from '../../rights/refusals.ts';
import { tallyOf } from './tallies.ts';

/**
 * What a device is judged by, for those who may change it: it counts jobs of everybody.
 * @param after failures in a row that put a device in quarantine
 */
export async function deviceLedger(
  db: Database,
  actor: Actor | null,
  name: string,
  after: number,
): Promise<DeviceLedger> {
  const { rows, row } = await db.run(async (q) => {
    await assertMay(q, actor, 'change', { kind: 'device', name, doing: 'see how its jobs ended' });
    return { rows: await ledgers(q, name), row: await getDevice(q, name) };
  });
  if (!row) throw notFound('device', name);
  const own = rows.find(({ device }) => device === name)?.own ?? [];
  const others = rows.filter(({ device }) => device !== name).flatMap((each) => each.own);
  const well = own.indexOf(false);
  return {
    own: tallyOf(own),
    inARow: well === -1 ? own.length : well,
    after,
    siblings: tallyOf(others),
    quarantine: toQuarantine(row.quarantine),
  };
}

export function toQuarantine(row: QuarantineJson | null): Quarantine | null {
  if (row === null) return null;
  const { since, reason, passed, rounds } = row;
  return { since: new Date(since).toISOString(), reason, passed, rounds };
}
