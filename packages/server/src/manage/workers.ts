// SPDX-License-Identifier: Apache-2.0

import { hostname } from 'node:os';
import {
  AcceptJoinRequest,
  AddWorker,
  DeviceQuery,
  JoinRequestParams,
  UpdateWorker,
  WorkerHealth,
  WorkerQuery,
} from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import type { Database } from '../db/database.ts';
import { getWorker } from '../db/queries/workers.ts';
import { devices } from '../devices/devices.ts';
import { bringBack, maintain } from '../lab/maintenance.ts';
import { sharedServerKeys } from '../processes/server-keys.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import type { ServerSettings } from '../settings.ts';
import { acceptWorker, joinRequests } from '../workers/join-requests.ts';
import {
  addWorker,
  changeWorker,
  type GatewayPlace,
  inviteWorker,
  worker,
  workers,
} from '../workers/workers.ts';
import {
  type Act,
  type ListFlags,
  listing,
  parseInput,
  type Session,
  shown,
  table,
  withListOptions,
} from './session.ts';

const HOST = 'name or address at which the worker reaches this server; default: the setting external host';

interface AddFlags {
  host?: string;
  description: string;
  disable?: boolean;
}

interface SetFlags {
  health?: string;
  jobLimit?: string;
  description?: string;
  reason?: string;
}

export function workersCommand(act: Act): Command {
  const command = new Command('workers').description('worker hosts');
  withListOptions(command.command('list'))
    .description('all workers')
    .action((flags: ListFlags) =>
      act(async ({ db, print }) => {
        const items = await readAll(WorkerQuery, (query) => workers(db, COMMAND_LINE, query));
        print({ items }, () =>
          listing(
            ['WORKER', 'STATE', 'HEALTH', 'VERSION', 'JOBS', 'DEVICES', 'DESCRIPTION'],
            items.map((each) => [
              each.name,
              each.state,
              each.health,
              each.version,
              each.runningJobs.length,
              each.devices.length,
              each.description,
            ]),
            flags,
          ),
        );
      }),
    );
  command
    .command('show <name>')
    .alias('details')
    .description('show the details of a worker')
    .option('--devices', 'also the state of its devices')
    .action((name: string, { devices: wanted = false }: { devices?: boolean }) =>
      act(async ({ db, print }) => {
        const found = await worker(db, COMMAND_LINE, name);
        const boards = wanted
          ? await readAll(DeviceQuery, (query) => devices(db, COMMAND_LINE, { ...query, worker: [name] }))
          : undefined;
        print({ ...found, ...(boards && { devices: boards }) }, () =>
          [
            shown(found),
            ...(boards ?? []).map((each) => `  ${each.name}: ${each.state}, ${each.health}`),
          ].join('\n'),
        );
      }),
    );
  command
    .command('add <name>')
    .description('add a worker and print its join line; for an existing worker, print a new join line')
    .option('--host <host>', HOST)
    .option('--description <text>', '', '')
    .option('--disable', 'its devices get no jobs until it is enabled')
    .option('--health <health>', 'active or maintenance; maintenance is --disable')
    .action((name: string, { health, ...flags }: AddFlags & { health?: string }) =>
      act((session) => {
        const given = parseInput(WorkerHealth.exclude(['retired']).optional(), health?.toLowerCase());
        return invite(session, name, { ...flags, disable: flags.disable || given === 'maintenance' });
      }),
    );
  command
    .command('requests')
    .description('workers that ask to join, with the fingerprints of their keys')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await joinRequests(db, COMMAND_LINE);
        print({ items }, () =>
          table(
            ['KEY', 'ADDRESS', 'KNOWN AS', 'LAST SEEN'],
            items.map((each) => [each.fingerprint, each.address, each.worker, each.lastSeen]),
          ),
        );
      }),
    );
  command
    .command('accept <name> <fingerprint>')
    .description('accept a worker that asks to join')
    .action((name: string, fingerprint: string) =>
      act(async ({ db, print }) => {
        const input = parseInput(AcceptJoinRequest.extend(JoinRequestParams.shape), { name, fingerprint });
        const accepted = await acceptWorker(db, COMMAND_LINE, input.fingerprint, input.name);
        print(accepted, () => `accepted ${name}`);
      }),
    );
  command
    .command('set <name>')
    .alias('update')
    .description('change a worker')
    .option('--health <health>', 'active, maintenance, retired')
    .option('--job-limit <count>', 'maximum number of concurrent jobs; 0 is unlimited')
    .option('--description <text>')
    .option('--reason <text>', 'why, for the history')
    .action((name: string, { jobLimit, ...flags }: SetFlags) =>
      act(async ({ db, print }) => {
        const limit = jobLimit === undefined ? {} : { jobLimit: Number(jobLimit) };
        const health = flags.health?.toLowerCase();
        const change = parseInput(UpdateWorker, { ...flags, health, ...limit });
        print(await changeWorker(db, COMMAND_LINE, name, change), () => `changed ${name}`);
      }),
    );
  command
    .command('offline <name>')
    .description('take all its devices offline; `online` brings exactly those back')
    .option('--reason <text>', 'why, for the history of each device')
    .option('--cancel', 'cancel the jobs that run on them')
    .action((name: string, { reason, cancel = false }: { reason?: string; cancel?: boolean }) =>
      act(async ({ db, print }) => {
        const report = await maintain(db, COMMAND_LINE, { worker: name, reason, cancel });
        print(
          report,
          () => report.devices.map((device) => `${device} is offline`).join('\n') || 'nothing to do',
        );
      }),
    );
  command
    .command('online <name>')
    .description('bring back the devices that `offline` took, except those whose health was changed since')
    .option('--reason <text>', 'why, for the history of each device')
    .action((name: string, { reason }: { reason?: string }) =>
      act(async ({ db, print }) => {
        const report = await bringBack(db, COMMAND_LINE, { worker: name, reason });
        print(
          report,
          () => report.devices.map((device) => `${device} is back`).join('\n') || 'nothing to do',
        );
      }),
    );
  return command;
}

/** As older masters had it. */
export function pipelineWorkerCommand(act: Act): Command {
  return new Command('pipeline-worker')
    .description('add a new worker; prints its join line')
    .requiredOption('--hostname <name>', 'name of the worker')
    .option('--host <host>', HOST)
    .option('--description <text>', '', '')
    .option('--disable', 'its devices get no jobs until it is enabled')
    .action(({ hostname: name, ...flags }: AddFlags & { hostname: string }) =>
      act(async (session) => {
        if (await isThere(session, name)) {
          throw new LavaError('worker-exists', `Worker already exists with hostname ${name}`, {
            hint: `for a new join line: lava-server manage workers add ${name}`,
          });
        }
        await invite(session, name, flags, `Worker ${name} created\n`);
      }),
    );
}

async function invite(
  { db, settings, print }: Session,
  name: string,
  { host, description, disable = false }: AddFlags,
  intro = '',
): Promise<void> {
  const place = await gatewayPlace(db, settings, host);
  const invitation = (await isThere({ db }, name))
    ? await inviteWorker(db, COMMAND_LINE, place, name)
    : await addWorker(
        db,
        COMMAND_LINE,
        place,
        parseInput(AddWorker, { name, description, disabled: disable }),
      );
  print(invitation, () => intro + invitation.joinLine);
}

async function isThere({ db }: Pick<Session, 'db'>, name: string): Promise<boolean> {
  return (await db.run((q) => getWorker(q, name))) !== undefined;
}

async function gatewayPlace(db: Database, settings: ServerSettings, host?: string): Promise<GatewayPlace> {
  const { controlPort, logPort, joinHours, externalHost } = settings;
  const { publicKey } = await sharedServerKeys(db, settings);
  return { host: host ?? externalHost ?? hostname(), controlPort, logPort, joinHours, publicKey };
}
