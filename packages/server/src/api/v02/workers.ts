// SPDX-License-Identifier: Apache-2.0
import { AddWorker, TextBody, UpdateWorker, type WorkerFile } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import type { FindRequest, FoundWorker } from '../../lab/find.ts';
import { findLab } from '../../lab/find.ts';
import { removeWorker } from '../../lab/remove.ts';
import { setWorkerFile, workerFile } from '../../workers/files.ts';
import { makeWorkerToken } from '../../workers/http-tokens.ts';
import { addWorker, changeWorker } from '../../workers/workers.ts';
import { gatewayPlace } from '../http/gateway-place.ts';
import { filled, name, optional, read, word } from './body.ts';
import {
  type Call,
  file as download,
  json,
  Refusal,
  type Reply,
  type Resource,
  type Resources,
} from './call.ts';
import { type ListTable, TEXT, TIME, words } from './list.ts';
import { checked, listOf, oneOf, refusalOfNew, shown } from './one.ts';
import { time, WORKER_HEALTH, WORKER_STATE } from './words.ts';

const TABLE: ListTable = {
  fields: {
    hostname: ['name', TEXT],
    description: ['description', TEXT],
    last_ping: ['lastSeen', TIME],
    state: ['state', words(WORKER_STATE)],
    health: ['health', words(WORKER_HEALTH)],
  },
  order: { hostname: 'name', last_ping: 'lastSeen', state: 'state', health: 'health' },
};

const find = ({ db, actor }: Call, request: FindRequest) => findLab.workers(db, actor, request);
const one = (call: Call) => oneOf(call, find, 'name', call.params.name ?? '');

function view(worker: FoundWorker) {
  return {
    hostname: worker.name,
    health: WORKER_HEALTH[worker.health],
    state: WORKER_STATE[worker.state],
    description: worker.description,
    // Clients cannot do without a time.
    last_ping: time(worker.lastSeen ?? worker.created),
    job_limit: worker.jobLimit,
    version: worker.version,
  };
}

const Change = z.object({
  hostname: name.optional(),
  description: optional,
  health: word(WORKER_HEALTH).optional(),
  job_limit: z.coerce.number().int('A valid integer is required.').optional(),
});

async function add(call: Call): Promise<Reply> {
  const { hostname, ...set } = read(Change.extend({ hostname: name }), call.body);
  const place = await gatewayPlace(call, call.host);
  const body = checked(AddWorker, { name: hostname, description: set.description }, { name: 'hostname' });
  await addWorker(call.db, call.actor, place, body).catch((thrown: unknown) => {
    throw refusalOfNew(thrown, 'worker', 'hostname');
  });
  if (set.health !== undefined || set.job_limit !== undefined) await apply(call, hostname, set);
  const added = view(await oneOf(call, find, 'name', hostname));
  // Whoever adds one here starts LAVA's lava-worker with the token; an account that may only add workers gets none.
  const { token } = call.actor?.admin ? await makeWorkerToken(call.db, call.actor, hostname) : {};
  return json(token === undefined ? added : { ...added, token }, 201);
}

async function change(call: Call): Promise<Reply> {
  const { name } = await one(call);
  await apply(call, name, read(Change, call.body));
  return json(view(await one(call)));
}

async function apply(
  { db, actor }: Call,
  name: string,
  { description, health, job_limit }: Omit<z.output<typeof Change>, 'hostname'>,
) {
  await changeWorker(
    db,
    actor,
    name,
    checked(UpdateWorker, { description, health, jobLimit: job_limit }, { jobLimit: 'job_limit' }),
  );
}

/** A file that its jobs get. */
function file(file: WorkerFile, field: string, name: string): Resource {
  return {
    GET: async (call) => {
      await one(call);
      const { db, actor, params } = call;
      const found = await workerFile(db, actor, params.name ?? '', file).catch((thrown: unknown) => {
        if (!(thrown instanceof LavaError) || thrown.code !== 'not-found') throw thrown;
        throw new Refusal(400, { detail: `Worker '${params.name}' does not have a ${file} file` });
      });
      return download(name, 'application/yaml', found.text);
    },
    POST: async (call) => {
      await one(call);
      const { db, actor, params } = call;
      const given = read(z.object({ [field]: filled.trim() }), call.body);
      const { text } = checked(TextBody, { text: given[field] }, { text: field });
      await setWorkerFile(db, actor, params.name ?? '', file, { text });
      return json({ message: 'content successfully updated' });
    },
  };
}

export const WORKERS: Resources = {
  'workers/': { GET: listOf(TABLE, find, view), POST: add },
  'workers/:name/config/': file('config', 'config', 'dispatcher.yaml'),
  'workers/:name/env/': file('env', 'env', 'env.yaml'),
  'workers/:name/': {
    GET: shown(async (call) => view(await one(call))),
    PUT: change,
    PATCH: change,
    DELETE: async (call) => {
      await removeWorker(call.db, call.actor, (await one(call)).name);
      return { status: 204 };
    },
  },
};
