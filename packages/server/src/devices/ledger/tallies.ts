// SPDX-License-Identifier: Apache-2.0
import type { LedgerRow } from '../../db/queries/ledgers.ts';
import type { BoardLedger, Tally } from '../../domain/quarantine.ts';

/** Each board with what became of the jobs of the other boards of its type. */
export function withSiblings(rows: readonly LedgerRow[]): (BoardLedger & LedgerRow)[] {
  const types = talliesBy(rows, ({ device_type }) => device_type);
  const ofWorker = (row: LedgerRow) => JSON.stringify([row.device_type, row.worker]);
  const onWorkers = talliesBy(rows, ofWorker);
  return rows.map((row) => {
    const type = types.get(row.device_type) ?? NONE;
    return {
      ...row,
      deviceType: row.device_type,
      siblings: without(type, tallyOf(row.own)),
      elsewhere: without(type, onWorkers.get(ofWorker(row)) ?? NONE),
    };
  });
}

const NONE: Tally = { jobs: 0, failed: 0 };

export function tallyOf(own: readonly boolean[]): Tally {
  return { jobs: own.length, failed: own.filter(Boolean).length };
}

function talliesBy(rows: readonly LedgerRow[], key: (row: LedgerRow) => string): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const row of rows) {
    const { jobs, failed } = tallies.get(key(row)) ?? NONE;
    const own = tallyOf(row.own);
    tallies.set(key(row), { jobs: jobs + own.jobs, failed: failed + own.failed });
  }
  return tallies;
}

function without(all: Tally, part: Tally): Tally {
  return { jobs: all.jobs - part.jobs, failed: all.failed - part.failed };
}
