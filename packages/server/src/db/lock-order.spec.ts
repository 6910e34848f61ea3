// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { Random } from '@lava/kit/testing/random.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { changeDevice } from '../devices/devices.ts';
import { answerCall } from '../jobs/group-calls.ts';
import { endFailedGroups } from '../jobs/groups.ts';
import { cancelJob } from '../jobs/jobs.ts';
import { jobExited, jobLost, jobStarted } from '../jobs/lifecycle.ts';
import { failJob } from '../jobs/upkeep.ts';
import { bringBack, maintain } from '../lab/maintenance.ts';
import { askLease } from '../leases/ask.ts';
import { endLease, extendLease, handOverLease, powerLease, shareLease } from '../leases/change.ts';
import { endOverdueLeases, jobHolds } from '../leases/holding.ts';
import { holdOnFailure } from '../leases/on-failure.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { assignJobs } from '../scheduler/apply.ts';
import { atEnd } from '../testing/at-end.ts';
import { createTestDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { workerOffline, workerSeen } from '../workers/presence.ts';
import { changeWorker } from '../workers/workers.ts';
import { Database } from './database.ts';
import { insertJobs } from './queries/job-insert.ts';
import { deleteJobs, forgetLogs } from './queries/job-upkeep.ts';
import { insertGroup, takeJobIds } from './queries/multinode.ts';

const SEED = Number(process.env.LAVA_LOCK_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Pieces of work that lock rows, in all, and at a time. */
const WORK = 400;
const TOGETHER = 12;
const NAMES = [1, 2, 3];
const JOB = {
  ...{ description: 'test', visibility: 'public' as const, device_type: 'qemu', queue_timeout: null },
  ...{ definition: 'job_name: test\n', original_definition: 'job_name: test\n' },
};
const LEASES = { groups: [], longest: 3_600, each: 1_000, together: 0, weekly: 1e9 };

it(`whatever locks rows does so in one order: nothing ever waits in a circle (LAVA_LOCK_SEED=${SEED})`, async () => {
  const { url, drop } = await createTestDatabase();
  atEnd(drop);
  const db = new Database({ url, connections: TOGETHER });
  const lab = testLab(db);
  const random = new Random(SEED);
  const ann = { id: await lab.user(), username: 'ann', admin: true, groups: [] };
  await lab.deviceType();
  for (const n of NAMES) await lab.worker(`lab-${n}`);
  for (const n of NAMES) for (const m of NAMES) await lab.device(`qemu-${n}${m}`, { worker: `lab-${n}` });
  const jobs: number[] = [];
  const worker = () => `lab-${random.one(NAMES)}`;
  const device = () => `qemu-${random.one(NAMES)}${random.one(NAMES)}`;
  const job = () => random.one(jobs);
  const some = () => [job(), job(), job()];
  const health = () => random.one(['good', 'unknown', 'maintenance', 'bad'] as const);
  const kinds: (() => Promise<unknown>)[] = [
    async () => jobs.push(await lab.job()),
    async () => jobs.push(await lab.job()),
    () => assignJobs(db),
    () => assignJobs(db),
    () => jobStarted(db, worker(), job()),
    () => jobLost(db, job()),
    () => cancelJob(db, COMMAND_LINE, job()),
    () => failJob(db, COMMAND_LINE, job(), 'test'),
    () => changeDevice(db, COMMAND_LINE, device(), { health: health(), reason: 'test' }),
    () => changeDevice(db, COMMAND_LINE, device(), { worker: worker(), tags: [worker(), 'a'] }),
    () => changeWorker(db, COMMAND_LINE, worker(), { health: random.one(['active', 'maintenance']) }),
    () => maintain(db, COMMAND_LINE, { worker: random.one([undefined, worker()]), cancel: true }),
    () => bringBack(db, COMMAND_LINE, { worker: random.one([undefined, worker()]) }),
    () => workerOffline(db, worker(), 'test'),
    () => workerSeen(db, worker()),
    () => jobHolds(db, worker(), { type: 'holding', job: job(), since: 0, asked: 60 }, LEASES),
    () => endLease(db, COMMAND_LINE, job()),
    () => extendLease(db, COMMAND_LINE, job(), 60),
    () => shareLease(db, COMMAND_LINE, job(), { users: ['ann'], groups: [] }),
    () => handOverLease(db, COMMAND_LINE, job(), 'ann', LEASES),
    () => powerLease(db, COMMAND_LINE, job(), { to: random.one(['on', 'off'] as const) }),
    () => endOverdueLeases(db),
    () => holdOnFailure(db, ann, job(), random.one([60, null]), LEASES),
    leased,
    grouped,
    () => endFailedGroups(db),
    () => answerCall(db, worker(), job(), { call: 'send', name: 'here', pairs: { n: String(job()) } }),
    () => answerCall(db, worker(), job(), { call: 'sync', name: 'all', times: 1 }),
    () => jobExited(db, worker(), job(), { records: 0, status: { health: 'incomplete' } }),
    () => db.transaction((q) => deleteJobs(q, some())),
    () => db.transaction((q) => forgetLogs(q, some())),
  ];
  async function leased() {
    const asked = { target: random.one(['qemu', device()]), tags: [], seconds: 60 };
    const { id: number } = await askLease(db, ann, asked, { leases: LEASES });
    jobs.push(number);
  }
  async function grouped() {
    jobs.push(
      ...(await db.transaction(async (q) => {
        const members = (await takeJobIds(q, 3)).map((id, n) => ({
          id,
          subId: n,
          role: `r${n}`,
          essential: n < 2,
        }));
        await insertJobs(
          q,
          members.map(({ id }) => ({
            ...JOB,
            id,
            grouped: true,
            submission: randomUUID(),
            submitter: ann.id,
          })),
        );
        await insertGroup(q, randomUUID(), members);
        return members.map(({ id }) => id);
      })),
    );
  }
  for (let n = 0; n < 12; n++) jobs.push(await lab.job());
  for (let n = 0; n < 3; n++) await leased();
  for (let n = 0; n < 3; n++) await grouped();
  let left = WORK;
  const line = async () => {
    while (left-- > 0) {
      await random
        .one(kinds)()
        .catch((error: unknown) => {
          // What an event finds in another state is refused.
          if (!(error instanceof LavaError) || error.code === 'bug') throw error;
        });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, line));
  // Each connection counts for itself, and tells when it ends.
  await db.close();
  expect(await deadlocksIn(url)).toBe(0);
});

async function deadlocksIn(url: string): Promise<number> {
  const db = new Database({ url, connections: 1 });
  const { rows } = await db.run((q) =>
    sql<{
      deadlocks: number;
    }>`select deadlocks from pg_stat_database where datname = current_database()`.execute(q),
  );
  await db.close();
  return Number(rows[0]?.deadlocks);
}
