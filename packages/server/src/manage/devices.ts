// SPDX-License-Identifier: Apache-2.0

import { AddDevice, DeviceQuery, UpdateDevice } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { isError, type Problem } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import {
  addDevice,
  changeDevice,
  copyDevice,
  device,
  deviceProblems,
  devices,
  setDictionary,
} from '../devices/devices.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, type ListFlags, listing, parseInput, shown, textOf, withListOptions } from './session.ts';

interface AddFlags {
  type?: string;
  deviceType?: string;
  worker?: string;
  description?: string;
  tag?: string[];
  tags?: string[];
  dictionary?: string;
  offline?: boolean;
}

interface SetFlags {
  type?: string;
  deviceType?: string;
  tags?: string[];
  worker?: string | false;
  health?: string;
  description?: string;
  tag?: string[];
  dictionary?: string;
  reason?: string;
}

export function devicesCommand(act: Act): Command {
  const command = new Command('devices').description('boards');
  withListOptions(command.command('list'))
    .description('all devices')
    .option('--state <state>', 'only those that are idle, reserved or running')
    .option('--health <health>', 'only those that are good, unknown, looping, bad, maintenance or retired')
    .action((flags: ListFlags & { state?: string; health?: string }) =>
      act(async ({ db, print }) => {
        const filters = parseInput(DeviceQuery.pick({ state: true, health: true }), {
          state: flags.state?.toLowerCase(),
          health: flags.health?.toLowerCase(),
        });
        const items = await readAll(DeviceQuery, (page) =>
          devices(db, COMMAND_LINE, { ...page, ...filters }),
        );
        print({ items }, () =>
          listing(
            ['DEVICE', 'TYPE', 'WORKER', 'STATE', 'HEALTH', 'JOB', 'TAGS'],
            items.map((each) => [
              each.name,
              each.deviceType,
              each.worker,
              each.state,
              each.health,
              each.currentJob,
              each.tags.join(', '),
            ]),
            flags,
          ),
        );
      }),
    );
  command
    .command('show <name>')
    .alias('details')
    .description('show the details of a device, without its dictionary')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const found = await device(db, COMMAND_LINE, name);
        print(found, () => shown(found));
      }),
    );
  command
    .command('add <name>')
    .description('add a device; with a dictionary it runs jobs immediately')
    .option('--type <type>', 'its device type')
    .option('--device-type <type>', 'the same')
    .option('--worker <worker>', 'the worker it is attached to')
    .option('--description <text>')
    .option('--tag <tag...>')
    .option('--tags <tag...>', 'the same')
    .option('--dictionary <file>', 'its dictionary, a Jinja2 file; - for standard input')
    .option('--offline', 'in maintenance until its health is changed')
    .action((name: string, { type, deviceType = type, tag, tags = tag, dictionary, ...flags }: AddFlags) =>
      act(async (session) => {
        const { db, print } = session;
        const text = dictionary === undefined ? {} : { dictionary: await textOf(session, dictionary) };
        const input = parseInput(AddDevice, { name, deviceType, tags, ...flags, ...text });
        print(await addDevice(db, COMMAND_LINE, input), () => `added ${name}`);
      }),
    );
  command
    .command('copy <from> <name>')
    .description('add a copy of a device: its type, description, tags and dictionary')
    .option('--worker <worker>', 'the worker it is attached to')
    .option('--offline', 'in maintenance until its health is changed')
    .action(
      (from: string, name: string, { worker, offline = false }: { worker?: string; offline?: boolean }) =>
        act(async ({ db, print }) => {
          const input = parseInput(AddDevice.pick({ name: true, worker: true, offline: true }), {
            name,
            worker,
            offline,
          });
          print(await copyDevice(db, COMMAND_LINE, from, input), () => `added ${name}, a copy of ${from}`);
        }),
    );
  command
    .command('check [name...]')
    .description('check the dictionaries of devices; exit status 1 when one has problems')
    .option('-a, --all', 'of every device that is not retired, as without a name')
    .action((names: string[]) =>
      act(async ({ db, print }) => {
        const all = (await readAll(DeviceQuery, (query) => devices(db, COMMAND_LINE, query)))
          .filter(({ health }) => health !== 'retired')
          .map(({ name }) => name);
        const found: { device: string; problems: Problem[] }[] = [];
        for (const name of names.length > 0 ? names : all)
          found.push({ device: name, problems: await deviceProblems(db, COMMAND_LINE, name) });
        print({ devices: found }, () =>
          found
            .flatMap(({ device: name, problems }) =>
              problems.length === 0
                ? [`${name}: valid`]
                : problems.map(
                    ({ message, where }) => `${name}: ${where?.line ? `line ${where.line}: ` : ''}${message}`,
                  ),
            )
            .join('\n'),
        );
        if (found.some(({ problems }) => problems.some(isError))) process.exitCode = 1;
      }),
    );
  command
    .command('set <name>')
    .alias('update')
    .description('change a device')
    .option('--type <type>')
    .option('--device-type <type>', 'the same')
    .option('--worker <worker>', 'move it; takes effect for the next job')
    .option('--no-worker', 'assign it to no worker')
    .option('--health <health>', 'good, unknown, looping, bad, maintenance, retired')
    .option('--description <text>')
    .option('--tag <tag...>', 'its tags from now on')
    .option('--tags <tag...>', 'the same')
    .option('--dictionary <file>', 'its dictionary from now on, a Jinja2 file; - for standard input')
    .option('--reason <text>', 'why, for the history')
    .action(
      (
        name: string,
        { type, deviceType = type, worker, tag, tags = tag, dictionary, health, ...flags }: SetFlags,
      ) =>
        act(async (session) => {
          const { db, print } = session;
          const moved = worker === undefined ? {} : { worker: worker === false ? null : worker };
          const change = parseInput(UpdateDevice, {
            deviceType,
            tags,
            health: health?.toLowerCase(),
            ...moved,
            ...flags,
          });
          const text = dictionary === undefined ? undefined : await textOf(session, dictionary);
          const changed = await changeDevice(db, COMMAND_LINE, name, change);
          const saved = text === undefined ? undefined : await setDictionary(db, COMMAND_LINE, name, text);
          const problems = saved?.problems ?? [];
          print({ ...changed, problems }, () =>
            [`changed ${name}`, ...problems.map(({ message }) => `dictionary: ${message}`)].join('\n'),
          );
        }),
    );
  return command;
}
