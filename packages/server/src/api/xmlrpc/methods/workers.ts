// SPDX-License-Identifier: Apache-2.0
import { AddWorker, UpdateWorker, WORKER_HEALTHS, WorkerQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import * as z from 'zod';
import { removeWorker } from '../../../lab/remove.ts';
import { addWorker, changeWorker, worker, workers } from '../../../workers/workers.ts';
import { gatewayPlace } from '../../http/gateway-place.ts';
import { asBody, flag, type Method, method, name, signedIn, text } from '../method.ts';
import { capital, healthOf } from '../words.ts';

/** Clients cannot do without a time: that of a worker that was never seen. */
const NEVER = new Date(0);

export const WORKERS: Record<string, Method> = {
  list: method(
    'names of the workers; retired ones unless show_all is false',
    { show_all: flag.default(true) },
    async ({ db, actor }, args) => {
      const found = await readAll(WorkerQuery, (query) => workers(db, actor, query));
      return found.filter(({ health }) => args.show_all || health !== 'retired').map((each) => each.name);
    },
  ),
  show: method('a worker', { name }, async ({ db, actor }, args) => {
    const found = await worker(db, actor, args.name);
    return {
      hostname: found.name,
      description: found.description,
      state: capital(found.state),
      health: capital(found.health),
      devices: found.devices,
      last_ping: found.lastSeen === null ? NEVER : new Date(found.lastSeen),
      job_limit: found.jobLimit,
      version: found.version,
      default_config: true,
      default_env: true,
      default_env_dut: true,
    };
  }),
  add: signedIn(
    'add a worker; an admin gets the line that joins it from the page of the worker, or with lava workers join-line',
    { name, description: text.optional(), disabled: flag.default(false) },
    async (caller, args) => {
      const place = await gatewayPlace(caller, caller.host);
      await addWorker(caller.db, caller.actor, place, asBody(AddWorker, args));
      return null;
    },
  ),
  update: signedIn(
    'change a worker; nil leaves a value as it is',
    { name, description: text.optional(), health: text.optional(), job_limit: z.int().optional() },
    async ({ db, actor }, { name, description, health, job_limit }) => {
      const known = health === undefined ? undefined : healthOf(WORKER_HEALTHS, health);
      const body = asBody(UpdateWorker, { description, health: known, jobLimit: job_limit });
      await changeWorker(db, actor, name, body);
      return null;
    },
  ),
  delete: signedIn('remove a worker that was never used', { name }, async ({ db, actor }, args) => {
    await removeWorker(db, actor, args.name);
    return null;
  }),
};
