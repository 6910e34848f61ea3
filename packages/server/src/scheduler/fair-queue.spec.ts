// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { shareAccounts, shareTeams } from '../db/queries/fair-share.ts';
import { freeDevices, labWorkers } from '../db/queries/queue.ts';
import { inTurns } from '../domain/queue/in-turns.ts';
import { plan } from '../domain/queue/plan.ts';
import { Shares } from '../domain/queue/shares.ts';
import { testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { assignJobs } from './apply.ts';

let db: Database;
let lab: ReturnType<typeof testLab>;
const accounts: number[] = [];

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  await lab.deviceType();
  await lab.deviceType('board');
  await lab.worker();
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) accounts.push(await lab.user(name));
  for (const n of [0, 1, 2, 3])
    await lab.device(`d${n}`, { device_type: n % 2 ? 'qemu' : 'board' }, n > 1 ? ['usb'] : []);
  await db.run((q) => q.insertInto('fair_share').values({ enabled: true }).execute());
});

beforeEach(async () => {
  await db.transaction(async (q) => {
    await q.deleteFrom('jobs').execute();
    await q.deleteFrom('groups').execute();
  });
});

async function group(name: string, cap: number | null, members: readonly number[]): Promise<void> {
  await db.transaction(async (q) => {
    const values = { name, share_weight: 1, device_cap: cap };
    const { id } = await q.insertInto('groups').values(values).returning('id').executeTakeFirstOrThrow();
    await q
      .insertInto('group_members')
      .values(members.map((user_id) => ({ group_id: id, user_id })))
      .execute();
  });
}

/** What a plan gives that looks at every job of the queue. */
async function ofAll(): Promise<number[]> {
  return db.run(async (q) => {
    const rows = await q
      .selectFrom('jobs as j')
      .innerJoin('demands as m', 'm.id', 'j.demand_id')
      .select(['j.id', 'j.submitter', 'j.priority', 'j.submit_time', 'm.id as demand'])
      .select(['m.device_type', 'm.tags'])
      .where('j.state', '=', 'submitted')
      .orderBy('j.priority', 'desc')
      .orderBy('j.submit_time')
      .orderBy('j.id')
      .execute();
    const none = { requestedDevice: null, requestedWorker: null, json: false };
    const demands = new Map(
      rows.map((row) => [row.demand, { deviceType: row.device_type, tags: row.tags, ...none }]),
    );
    const queue = rows.flatMap((row) => {
      const demand = demands.get(row.demand);
      return demand ? [{ ...row, demand, submitTime: row.submit_time, devices: 1 }] : [];
    });
    const shares = new Shares(await shareAccounts(q, 168, accounts), await shareTeams(q));
    const workers = new Map((await labWorkers(q)).map((worker) => [worker.name, worker]));
    const whole = { devices: await freeDevices(q, []), workers, types: new Set(['qemu', 'board']) };
    const given = plan(inTurns(queue, shares, new Date(0)), whole, ({ submitter, devices }) =>
      shares.give(submitter, devices),
    );
    return given.map(({ job }) => job).toSorted((a, b) => a - b);
  });
}

describe('the part of the queue that a round by fair share looks at', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'is enough for the plan of all, queue %i',
    async (seed) => {
      let state = seed + 1;
      const below = (most: number) => {
        state = (state * 48_271) % 2_147_483_647;
        return state % most;
      };
      if (seed % 3 > 0) await group('kernel', below(3) || null, accounts.slice(0, 3));
      if (seed % 4 > 1) await group('tests', 1, accounts.slice(2, 4));
      for (let n = 0; n < 25; n++)
        await lab.job({
          submitter: accounts[below(5)] as number,
          priority: 10 * below(3),
          device_type: below(2) ? 'qemu' : 'board',
          tags: below(3) ? [] : ['usb'],
        });
      const expected = await ofAll();
      expect(expected.length).toBeGreaterThan(0);
      expect((await assignJobs(db))?.toSorted((a, b) => a - b)).toEqual(expected);
    },
  );

  it('has jobs of everybody, however many of somebody else came before', async () => {
    const [ann = 0, bob = 0] = accounts;
    const first = await lab.job({ submitter: ann });
    await db.run((q) =>
      sql`insert into jobs (submitter, visibility, device_type, demand_id)
        select submitter, visibility, device_type, demand_id from jobs, generate_series(1, 600)`.execute(q),
    );
    const last = await lab.job({ submitter: bob });
    expect((await assignJobs(db))?.toSorted((a, b) => a - b)).toEqual([first, last]);
  });
});
