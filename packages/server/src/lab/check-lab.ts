// SPDX-License-Identifier: Apache-2.0
import { UserQuery } from '@lava/protocol/api/auth.ts';
import { DeviceQuery, DeviceTypeQuery, WorkerQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import { users } from '../accounts/accounts.ts';
import type { Database } from '../db/database.ts';
import { deviceTypes } from '../device-types/device-types.ts';
import { renderDevice } from '../device-types/templates/render.ts';
import { devices } from '../devices/devices.ts';
import { type Actor, mayManageLab } from '../rights/permissions.ts';
import { forbidden } from '../rights/refusals.ts';
import { workers } from '../workers/workers.ts';

export interface LabProblem {
  /** E.g. `device qemu-1`. */
  object: string;
  problem: string;
  /** What to do. */
  hint: string;
}

/** What keeps the lab as it is entered from running jobs. Renders each device's dictionary. */
export async function checkLab(db: Database, actor: Actor | null): Promise<LabProblem[]> {
  if (!mayManageLab(actor)) throw forbidden(actor, 'check the lab');
  const allWorkers = await readAll(WorkerQuery, (query) => workers(db, actor, query));
  return [
    ...(await accountProblems(db, actor)),
    ...allWorkers.flatMap(({ name, health, keyFingerprint, protocol }) =>
      health !== 'retired' && keyFingerprint === null && protocol === 'zmq'
        ? [
            {
              object: `worker ${name}`,
              problem: 'has never joined',
              hint: `lava-server manage workers add ${name} prints a new join line`,
            },
          ]
        : [],
    ),
    ...(await readAll(DeviceTypeQuery, (query) => deviceTypes(db, actor, query)))
      .filter(({ template }) => template === 'none')
      .map(({ name }) => ({
        object: `device type ${name}`,
        problem: 'has no template',
        hint: `write one: lava device-types template set ${name} FILE`,
      })),
    ...(await deviceProblems(db, actor, new Set(allWorkers.filter(isRetired).map(({ name }) => name)))),
  ];
}

const isRetired = ({ health }: { health: string }) => health === 'retired';

async function accountProblems(db: Database, actor: Actor): Promise<LabProblem[]> {
  const query = UserQuery.parse({ admin: 'true', active: 'true', limit: 1 });
  if ((await users(db, actor, query)).items.length > 0) return [];
  const hint = 'lava-server manage users set NAME --admin';
  return [{ object: 'users', problem: 'nobody is an admin', hint }];
}

async function deviceProblems(
  db: Database,
  actor: Actor,
  retired: ReadonlySet<string>,
): Promise<LabProblem[]> {
  const problems: LabProblem[] = [];
  for (const device of (await readAll(DeviceQuery, (query) => devices(db, actor, query))).filter(
    (each) => !isRetired(each),
  )) {
    const { name, worker } = device;
    const add = (problem: string, hint: string) => problems.push({ object: `device ${name}`, problem, hint });
    if (worker === null) add('has no worker', `lava-server manage devices set ${name} --worker WORKER`);
    else if (retired.has(worker))
      add(`its worker ${worker} is retired`, `give it another one, or retire it too`);
    try {
      await db.run((q) => renderDevice(q, device));
    } catch (error) {
      const { message, hint = `see lava devices dictionary show ${name}` } = toLavaError(error);
      add(message, hint);
    }
  }
  return problems;
}
