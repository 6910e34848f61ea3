// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { AcceptJoinRequest, AddWorker, JoinRequestParams, UpdateWorker } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { serverKeys } from '../keys.ts';
import { acceptWorker, joinRequests } from '../service/join-requests.ts';
import {
  addWorker,
  changeWorker,
  type GatewayPlace,
  inviteWorker,
  worker,
  workers,
} from '../service/workers.ts';
import type { ServerSettings } from '../settings.ts';
import { type Act, parseInput, type Session, table } from './session.ts';

const HOST = 'name or address by which the worker reaches this server; else the setting external host';

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
  command
    .command('list')
    .description('all workers')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await workers(db);
        print({ items }, () =>
          table(
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
          ),
        );
      }),
    );
  command
    .command('show <name>')
    .description('all that is known of a worker')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const found = await worker(db, name);
        print(found, () =>
          Object.entries(found)
            .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(', ') : (value ?? '-')}`)
            .join('\n'),
        );
      }),
    );
  command
    .command('add <name>')
    .description('enter a worker and print its join line; for one that is there already, a new join line')
    .option('--host <host>', HOST)
    .option('--description <text>', '', '')
    .option('--disable', 'its devices get no jobs until somebody enables it')
    .action((name: string, flags: AddFlags) => act((session) => invite(session, name, flags)));
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
    .description('let a worker in that asks to join')
    .action((name: string, fingerprint: string) =>
      act(async ({ db, print }) => {
        const input = parseInput(AcceptJoinRequest.extend(JoinRequestParams.shape), { name, fingerprint });
        const accepted = await acceptWorker(db, COMMAND_LINE, input.fingerprint, input.name);
        print(accepted, () => `accepted ${name}`);
      }),
    );
  command
    .command('set <name>')
    .description('change a worker')
    .option('--health <health>', 'active, maintenance, retired')
    .option('--job-limit <count>', 'most jobs at once; 0 is unlimited')
    .option('--description <text>')
    .option('--reason <text>', 'why, for the history')
    .action((name: string, { jobLimit, ...flags }: SetFlags) =>
      act(async ({ db, print }) => {
        const limit = jobLimit === undefined ? {} : { jobLimit: Number(jobLimit) };
        const change = parseInput(UpdateWorker, { ...flags, ...limit });
        print(await changeWorker(db, COMMAND_LINE, name, change), () => `changed ${name}`);
      }),
    );
  return command;
}

/** As older masters had it. */
export function pipelineWorkerCommand(act: Act): Command {
  return new Command('pipeline-worker')
    .description('enter a worker that is not there yet; prints its join line')
    .requiredOption('--hostname <name>', 'name of the worker')
    .option('--host <host>', HOST)
    .option('--description <text>', '', '')
    .option('--disable', 'its devices get no jobs until somebody enables it')
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
  const place = gatewayPlace(settings, host);
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
  return (await workers(db)).some((each) => each.name === name);
}

function gatewayPlace(settings: ServerSettings, host?: string): GatewayPlace {
  const { controlPort, logPort, joinHours, externalHost } = settings;
  const { publicKey } = serverKeys(settings);
  return { host: host ?? externalHost ?? hostname(), controlPort, logPort, joinHours, publicKey };
}
