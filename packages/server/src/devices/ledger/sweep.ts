// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database, Queries } from '../../db/database.ts';
import { audit } from '../../db/queries/audit.ts';
import { getDeviceType } from '../../db/queries/device-types.ts';
import { lockDevice } from '../../db/queries/devices.ts';
import {
  checksSince,
  deleteQuarantine,
  deleteSuspect,
  insertQuarantine,
  insertSuspect,
  ledgers,
  quarantined,
  quarantineOf,
  storePassed,
  suspectWorkers,
} from '../../db/queries/ledgers.ts';
import { namesWithText } from '../../db/queries/texts.ts';
import type { DeviceRow } from '../../db/tables.ts';
import { TAKES_JOBS } from '../../domain/device.ts';
import { type Blame, blame, nextRung, type QuarantineRules } from '../../domain/quarantine.ts';
import { changeDeviceHealth } from '../health.ts';
import { withSiblings } from './tallies.ts';

/** Who is named in the history. */
const ACTOR = '<ledger>';

/**
 * Puts boards in quarantine whose jobs the lab keeps failing while other boards of their type do well, and brings back those that
 * have proved themselves. Any number of masters may do it at the same time.
 */
export async function sweepLedgers(db: Database, rules: QuarantineRules, log: Logger): Promise<void> {
  for (const { device } of await db.run(quarantined)) await db.transaction((q) => climb(q, device));
  const boards = withSiblings(await db.run((q) => ledgers(q)));
  const serving = boards.filter(({ health }) => TAKES_JOBS.some((each) => each === health));
  const blamed = blame(serving, rules);
  await tellSuspects(db, blamed, log);
  for (const each of blamed) {
    if (each.kind !== 'device') continue;
    const health = await db.transaction((q) => quarantine(q, each.device, each.reason, rules));
    if (health) log.warn({ device: each.device, health, reason: each.reason }, 'a device is in quarantine');
  }
}

/** @returns its health from now on; undefined when it takes no jobs already */
async function quarantine(q: Queries, name: string, why: string, { rounds }: QuarantineRules) {
  const row = await lockDevice(q, name);
  if (!row || !TAKES_JOBS.some((each) => each === row.health)) return undefined;
  const checked = await runsHealthChecks(q, row);
  const way = checked
    ? `it comes back after ${rounds} health checks in a row that pass`
    : 'it has no health check that could show when it is well';
  const reason = `${why}; ${way}`;
  const health = checked ? 'looping' : 'bad';
  await changeDeviceHealth(q, row, health, { actor: ACTOR, reason });
  if (checked) await insertQuarantine(q, { device: name, reason: why, rounds });
  return health;
}

/** The next step of a board in quarantine, if there is one. */
async function climb(q: Queries, name: string): Promise<void> {
  const row = await lockDevice(q, name);
  const stay = await quarantineOf(q, name);
  if (!row || !stay) return;
  // Somebody has decided otherwise.
  if (row.health !== 'looping') return deleteQuarantine(q, name);
  const checks = await checksSince(q, name, stay.since);
  const next = nextRung(checks, stay);
  if (next === 'stays') {
    if (checks.passed === stay.passed) return;
    await storePassed(q, name, checks.passed);
    const reason = `health check ${checks.passed} of ${stay.rounds} passed`;
    return audit(q, { actor: ACTOR, kind: 'device', object: name, action: 'quarantine', reason });
  }
  const reason =
    next === 'good'
      ? `back from quarantine: ${checks.passed} health checks in a row passed`
      : 'a health check failed in quarantine';
  await changeDeviceHealth(q, row, next, { actor: ACTOR, reason });
  await deleteQuarantine(q, name);
}

async function runsHealthChecks(q: Queries, row: DeviceRow): Promise<boolean> {
  const type = await getDeviceType(q, row.device_type);
  if (row.disable_health_check || !type || type.disable_health_check || !type.display) return false;
  const named = await namesWithText(q, 'health-check');
  return named.has(row.base_template ?? '') || named.has(row.device_type);
}

/** Workers that are to blame now, and those that are not any more. */
async function tellSuspects(db: Database, blamed: readonly Blame[], log: Logger): Promise<void> {
  const now = blamed.flatMap((each) => (each.kind === 'worker' ? [each] : []));
  const known = await db.run(suspectWorkers);
  for (const { worker, reason } of now) {
    if (known.some((each) => each.worker === worker)) continue;
    const isNew = await db.transaction(async (q) => {
      if (!(await insertSuspect(q, worker, reason))) return false;
      await audit(q, { actor: ACTOR, kind: 'worker', object: worker, action: 'suspect', reason });
      return true;
    });
    if (isNew) log.warn({ worker, reason }, 'a worker is suspected: many of its devices fail');
  }
  for (const { worker } of known) {
    if (now.some((each) => each.worker === worker)) continue;
    await db.transaction(async (q) => {
      if (!(await deleteSuspect(q, worker))) return;
      const reason = 'its devices do not fail any more';
      await audit(q, { actor: ACTOR, kind: 'worker', object: worker, action: 'suspect', reason });
    });
  }
}
