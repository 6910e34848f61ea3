// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import { AddDevice, UpdateDevice } from '@lava/protocol/api/lab.ts';
import { Command } from 'commander';
import { COMMAND_LINE } from '../domain/permissions.ts';
import { addDevice, changeDevice, device, devices, setDictionary } from '../service/devices.ts';
import { type Act, parseInput, table } from './session.ts';

interface AddFlags {
  type: string;
  worker?: string;
  description?: string;
  tag?: string[];
  dictionary?: string;
}

interface SetFlags {
  type?: string;
  worker?: string | false;
  health?: string;
  description?: string;
  tag?: string[];
  dictionary?: string;
  reason?: string;
}

export function devicesCommand(act: Act): Command {
  const command = new Command('devices').description('boards');
  command
    .command('list')
    .description('all devices')
    .action(() =>
      act(async ({ db, print }) => {
        const items = await devices(db);
        print({ items }, () =>
          table(
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
          ),
        );
      }),
    );
  command
    .command('show <name>')
    .description('all that is known of a device, without its dictionary')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const found = await device(db, name);
        print(found, () =>
          Object.entries(found)
            .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(', ') : (value ?? '-')}`)
            .join('\n'),
        );
      }),
    );
  command
    .command('add <name>')
    .description('enter a device; with a dictionary it takes jobs at once')
    .requiredOption('--type <type>', 'its device type')
    .option('--worker <worker>', 'the worker it is attached to')
    .option('--description <text>')
    .option('--tag <tag...>')
    .option('--dictionary <file>', 'its dictionary, a Jinja2 file')
    .action((name: string, { type, tag, dictionary, ...flags }: AddFlags) =>
      act(async ({ db, print }) => {
        const text = dictionary === undefined ? {} : { dictionary: readText(dictionary) };
        const input = parseInput(AddDevice, { name, deviceType: type, tags: tag, ...flags, ...text });
        print(await addDevice(db, COMMAND_LINE, input), () => `added ${name}`);
      }),
    );
  command
    .command('set <name>')
    .description('change a device')
    .option('--type <type>')
    .option('--worker <worker>', 'move it; takes effect for the next job')
    .option('--no-worker', 'take it from its worker')
    .option('--health <health>', 'good, unknown, looping, bad, maintenance, retired')
    .option('--description <text>')
    .option('--tag <tag...>', 'its tags from now on')
    .option('--dictionary <file>', 'its dictionary from now on, a Jinja2 file')
    .option('--reason <text>', 'why, for the history')
    .action((name: string, { type, worker, tag, dictionary, ...flags }: SetFlags) =>
      act(async ({ db, print }) => {
        const moved = worker === undefined ? {} : { worker: worker === false ? null : worker };
        const change = parseInput(UpdateDevice, { deviceType: type, tags: tag, ...moved, ...flags });
        const text = dictionary === undefined ? undefined : readText(dictionary);
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
