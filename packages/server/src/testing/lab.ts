// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Database } from '../db/database.ts';
import type { DevicesTable, JobsTable, WorkersTable } from '../db/tables.ts';

/** Rows for tests, entered directly: only what a test names differs from a lab where everything works. */
export function testLab(db: Database) {
  return {
    user: async (username = 'ann', admin = false): Promise<number> =>
      (
        await db.run((q) =>
          q.insertInto('users').values({ username, admin }).returning('id').executeTakeFirstOrThrow(),
        )
      ).id,
    deviceType: async (name = 'qemu'): Promise<void> => {
      await db.run((q) => q.insertInto('device_types').values({ name }).execute());
    },
    worker: async (name = 'lab-1', set: Partial<Insertable<WorkersTable>> = {}): Promise<void> => {
      const values = { name, state: 'online' as const, last_seen: new Date(), ...set };
      await db.run((q) => q.insertInto('workers').values(values).execute());
    },
    device: async (
      name = 'qemu-1',
      set: Partial<Insertable<DevicesTable>> = {},
      tags: string[] = [],
    ): Promise<void> => {
      const values = { name, device_type: 'qemu', worker: 'lab-1', health: 'good' as const, ...set };
      await db.transaction(async (q) => {
        await q.insertInto('devices').values(values).execute();
        for (const tag of tags) {
          await q
            .insertInto('tags')
            .values({ name: tag })
            .onConflict((c) => c.doNothing())
            .execute();
          await q.insertInto('device_tags').values({ device: name, tag }).execute();
        }
      });
    },
    job: async (set: Partial<Insertable<JobsTable>> = {}): Promise<number> => {
      const definition = 'job_name: test\n';
      const values = {
        submission: randomUUID(),
        description: 'test',
        submitter: 1,
        visibility: 'public' as const,
        device_type: 'qemu',
        definition,
        original_definition: definition,
        ...set,
      };
      const row = await db.run((q) =>
        q.insertInto('jobs').values(values).returning('id').executeTakeFirstOrThrow(),
      );
      return row.id;
    },
    /** A job that its worker is told to start, on its device. */
    scheduledJob: async (set: Partial<Insertable<JobsTable>> = {}): Promise<number> => {
      const lab = testLab(db);
      const device = set.device ?? 'qemu-1';
      await db.run((q) =>
        q.updateTable('devices').set({ state: 'reserved' }).where('name', '=', device).execute(),
      );
      return lab.job({ state: 'scheduled', device, worker: 'lab-1', schedule_time: new Date(), ...set });
    },
    jobRow: (id: number) =>
      db.run((q) => q.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()),
    deviceRow: (name = 'qemu-1') =>
      db.run((q) => q.selectFrom('devices').selectAll().where('name', '=', name).executeTakeFirstOrThrow()),
  };
}
