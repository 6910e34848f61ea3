// SPDX-License-Identifier: Apache-2.0

/** Jobs, and how many of them the lab failed. */
export interface Tally {
  jobs: number;
  failed: number;
}

/** What a board is judged by: its newest jobs of users, and those of other boards of its type. */
export interface BoardLedger {
  device: string;
  worker: string | null;
  deviceType: string;
  /** Its newest jobs, the newest first: whether the lab failed each. */
  own: readonly boolean[];
  /** Newest jobs of the other boards of its type. */
  siblings: Tally;
  /** Of these, those on other workers. */
  elsewhere: Tally;
}

export interface QuarantineRules {
  /** Jobs in a row that the lab failed; 0: never. */
  after: number;
  /** Health checks in a row that it must pass to come back. */
  rounds: number;
}

/** What is done about a board that fails; `reason` is for people. */
export type Blame =
  | { kind: 'device'; device: string; reason: string }
  | { kind: 'worker'; worker: string; devices: string[]; reason: string };

/** Fewer jobs of others show nothing. */
const FEWEST_JOBS = 3;
/** Fewer boards of one worker that fail are each on its own. */
const FEWEST_BOARDS = 3;

/**
 * Who is to blame for boards whose jobs the lab keeps failing.
 *
 * | last jobs of the board | its worker                                | jobs of others of its type | blamed     |
 * |------------------------|-------------------------------------------|----------------------------|------------|
 * | one went well          | any                                       | any                        | nobody     |
 * | all failed             | three or more, and half of its boards too | went well on other workers | the worker |
 * | all failed             | three or more, and half of its boards too | did not, or there are none | nobody: it may be the network, or the jobs |
 * | all failed             | fewer                                     | went well                  | the board  |
 * | all failed             | fewer                                     | did not, or there are none | nobody: it may be the jobs |
 *
 * @param boards all that ran jobs
 */
export function blame(boards: readonly BoardLedger[], { after }: QuarantineRules): Blame[] {
  if (after === 0) return [];
  const fails = ({ own }: BoardLedger) => own.length >= after && own.slice(0, after).every(Boolean);
  return [...Map.groupBy(boards, ({ worker }) => worker)].flatMap(([worker, those]) => {
    const failing = those.filter(fails);
    const many = failing.length >= FEWEST_BOARDS && failing.length * 2 >= those.length;
    return worker !== null && many
      ? blameWorker(worker, failing, after)
      : failing.flatMap((board) => blameBoard(board, after));
  });
}

function blameWorker(worker: string, failing: readonly BoardLedger[], after: number): Blame[] {
  if (!failing.every(({ elsewhere }) => wentWell(elsewhere))) return [];
  const devices = failing.map(({ device }) => device);
  const reason = `the last ${after} jobs on each of ${devices.length} of its devices failed because of the lab, and such jobs went well on other workers`;
  return [{ kind: 'worker', worker, devices, reason }];
}

function blameBoard({ device, deviceType, siblings }: BoardLedger, after: number): Blame[] {
  if (!wentWell(siblings)) return [];
  const { jobs, failed } = siblings;
  const others = `${jobs - failed} of ${jobs} jobs on other devices of type ${deviceType} went well`;
  return [
    { kind: 'device', device, reason: `its last ${after} jobs failed because of the lab, while ${others}` },
  ];
}

function wentWell({ jobs, failed }: Tally): boolean {
  return jobs >= FEWEST_JOBS && failed * 2 < jobs;
}

/** What becomes of a board in quarantine after its health checks since then: how many passed in a row, whether one failed. */
export function nextRung(
  { passed, failed }: { passed: number; failed: boolean },
  { rounds }: Pick<QuarantineRules, 'rounds'>,
): 'good' | 'bad' | 'stays' {
  if (failed) return 'bad';
  return passed >= rounds ? 'good' : 'stays';
}
