// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';
import type { FindRequest, Found } from '../db/queries/find.ts';
import {
  type FoundAlias,
  type FoundDevice,
  type FoundGrant,
  type FoundTag,
  type FoundType,
  type FoundWorker,
  findAliases,
  findDevices,
  findGrants,
  findTags,
  findTypes,
  findWorkers,
} from '../db/queries/find-lab.ts';
import { hiddenFrom } from '../db/queries/grants.ts';
import { visibleJobs } from '../jobs/visible.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden } from '../rights/refusals.ts';

/** The lab by conditions and offsets, as far as the actor may see it. */
export const findLab = {
  devices: async (
    db: Database,
    actor: Actor | null,
    request: FindRequest,
    retired = false,
  ): Promise<Found<FoundDevice>> => {
    const { count, items } = await db.run(async (q) =>
      findDevices(q, await hiddenFrom(q, actor), request, retired),
    );
    const jobs = await visibleJobs(
      db,
      actor,
      items.flatMap(({ healthCheckJob }) => healthCheckJob ?? []),
    );
    const shown = (job: number | null) => (job !== null && jobs.has(job) ? job : null);
    return { count, items: items.map((row) => ({ ...row, healthCheckJob: shown(row.healthCheckJob) })) };
  },

  types: (db: Database, actor: Actor | null, request: FindRequest): Promise<Found<FoundType>> =>
    db.run(async (q) => findTypes(q, await hiddenFrom(q, actor), request)),

  workers: (db: Database, actor: Actor | null, request: FindRequest): Promise<Found<FoundWorker>> =>
    db.run(async (q) => findWorkers(q, await hiddenFrom(q, actor), request)),

  aliases: (db: Database, actor: Actor | null, request: FindRequest): Promise<Found<FoundAlias>> =>
    db.run(async (q) => findAliases(q, await hiddenFrom(q, actor), request)),

  tags: (db: Database, request: FindRequest): Promise<Found<FoundTag>> => db.run((q) => findTags(q, request)),

  grants: async (
    db: Database,
    actor: Actor | null,
    kind: 'device' | 'device-type',
    request: FindRequest,
  ): Promise<Found<FoundGrant>> => {
    if (!mayManageLab(actor)) throw forbidden(actor, 'see who may do what');
    return db.run((q) => findGrants(q, kind, request));
  },
};

export type { Filter, FindRequest, Found, Operator } from '../db/queries/find.ts';
export type {
  FoundAlias,
  FoundDevice,
  FoundGrant,
  FoundTag,
  FoundType,
  FoundWorker,
} from '../db/queries/find-lab.ts';
