// SPDX-License-Identifier: Apache-2.0
import {
  AddWorker,
  TextBody,
  UpdateWorker,
  WORKER_HEALTHS,
  type WorkerFile,
  WorkerQuery,
} from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import * as z from 'zod';
import { findLab } from '../../../lab/find.ts';
import { removeWorker } from '../../../lab/remove.ts';
import { setWorkerFile, workerFile, workerHasFiles } from '../../../workers/files.ts';
import { addWorker, changeWorker, worker, workers } from '../../../workers/workers.ts';
import { gatewayPlace } from '../../http/gateway-place.ts';
import { asBody, type Caller, content, flag, type Method, method, name, signedIn, text } from '../method.ts';
import { capital, healthOf } from '../words.ts';

async function whenEntered({ db, actor }: Caller, name: string): Promise<Date | null> {
  const filters = [{ column: 'name', operator: 'exact' as const, values: [name] }];
  const { items } = await findLab.workers(db, actor, { filters, order: [], limit: 1, offset: 0 });
  return items[0]?.created ?? null;
}

import { descriptionOf } from './described.ts';

/** Reading and writing of a file that the jobs of a worker get. */
function files(word: string, file: WorkerFile): Record<string, Method> {
  return {
    [`get_${word}`]: method(`its file ${file}, YAML`, { name }, async ({ db, actor }, args) =>
      Buffer.from((await workerFile(db, actor, args.name, file)).text),
    ),
    [`set_${word}`]: signedIn(
      `replace its file ${file}`,
      { name, [word]: content },
      async ({ db, actor }, args) => {
        const { text } = asBody(TextBody, { text: args[word] });
        await setWorkerFile(db, actor, args.name, file, { text });
        return true;
      },
    ),
  };
}

export const WORKERS: Record<string, Method> = {
  list: method(
    'names of the workers; retired ones unless show_all is false',
    { show_all: flag.default(true) },
    async ({ db, actor }, args) => {
      const found = await readAll(WorkerQuery, (query) => workers(db, actor, query));
      return found.filter(({ health }) => args.show_all || health !== 'retired').map((each) => each.name);
    },
  ),
  show: method('a worker', { name }, async (caller, args) => {
    const { db, actor } = caller;
    const [found, description, entered, has] = await Promise.all([
      worker(db, actor, args.name),
      descriptionOf(caller, 'workers', args.name),
      whenEntered(caller, args.name),
      workerHasFiles(db, actor, args.name),
    ]);
    return {
      hostname: found.name,
      description,
      state: capital(found.state),
      health: capital(found.health),
      devices: found.devices,
      // Clients cannot do without a time.
      last_ping: found.lastSeen === null ? entered : new Date(found.lastSeen),
      job_limit: found.jobLimit,
      version: found.version,
      default_config: !has.has('config'),
      default_env: !has.has('env'),
      default_env_dut: !has.has('env-dut'),
    };
  }),
  add: signedIn(
    'add a worker; an admin gets the line that joins it from the page of the worker, or with lava workers join-line',
    { name, description: text.optional(), disabled: flag.default(false) },
    async (caller, args) => {
      const place = await gatewayPlace(caller, caller.host);
      await addWorker(caller.db, caller.actor, place, asBody(AddWorker, args));
      if (args.disabled) await changeWorker(caller.db, caller.actor, args.name, { health: 'retired' });
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
  ...files('config', 'config'),
  ...files('env', 'env'),
  ...files('env_dut', 'env-dut'),
  delete: signedIn('remove a worker that was never used', { name }, async ({ db, actor }, args) => {
    await removeWorker(db, actor, args.name);
    return null;
  }),
};
