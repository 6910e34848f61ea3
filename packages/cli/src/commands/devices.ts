// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, type Device, DeviceHealth } from '@lava/protocol/api/lab.ts';
import { Command } from 'commander';
import { action, type Context, readInput } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import { fields, table } from '../table.ts';
import { textCommand } from './kept-text.ts';

interface AddOptions {
  type: string;
  worker?: string;
  description: string;
  tag: string[];
  dictionary?: string;
}

interface UpdateOptions {
  type?: string;
  /** False for `--no-worker`. */
  worker?: string | false;
  description?: string;
  tag: string[];
  health?: string;
  reason?: string;
}

interface RenderOptions {
  context: string[];
  types: string[];
}

const collect = (value: string, before: string[]) => [...before, value];

export function devicesCommand(): Command {
  const command = new Command('devices');
  command.command('list').description('all devices').action(action(list));
  command
    .command('show <name>')
    .description('one device')
    .action(
      action(async (context, name: string) => print(context, await context.client().devices.get(name))),
    );
  command
    .command('add <name>')
    .description('enter a device')
    .requiredOption('--type <name>', 'its device type')
    .option('--worker <name>', 'the worker that it is wired to')
    .option('--description <text>', 'where it stands, what is special', '')
    .option('--tag <name>', 'may be repeated', collect, [])
    .option('--dictionary <file>', 'its dictionary, Jinja2; - for stdin')
    .action(action(add));
  command
    .command('update <name>')
    .description('change a device')
    .option('--type <name>', 'its device type')
    .option('--worker <name>', 'the worker that it is wired to')
    .option('--no-worker', 'it is wired to none')
    .option('--description <text>', 'where it stands, what is special')
    .option('--tag <name>', 'may be repeated; replaces all tags', collect, [])
    .option('--health <health>', DEVICE_HEALTHS.join(', '))
    .option('--reason <text>', 'for the history')
    .action(action(update));
  command
    .command('render <name>')
    .description('the YAML that the dispatcher gets: a device of the server, or a file NAME.jinja2')
    .option('--context <key=value>', "as in a job's `context`; may be repeated", collect, [])
    .option('--types <dir>', 'for a file: look for its type there too; may be repeated', collect, [])
    .action(
      action(async (context, name: string, options: RenderOptions) =>
        (await import('./devices-render.ts')).renderDevice(context, name, options),
      ),
    );
  command.addCommand(textCommand('dictionary', 'device', (client) => client.devices.dictionary));
  return command;
}

async function list(context: Context): Promise<void> {
  const { items } = await context.client().devices.list();
  context.print(items, () =>
    table(
      ['NAME', 'TYPE', 'STATE', 'HEALTH', 'WORKER', 'JOB', 'TAGS'],
      items.map((device) => [
        device.name,
        device.deviceType,
        device.state,
        device.health,
        device.worker ?? '-',
        device.currentJob === null ? '-' : String(device.currentJob),
        device.tags.join(' '),
      ]),
    ),
  );
}

async function add(context: Context, name: string, options: AddOptions): Promise<void> {
  const { type, worker, description, tag, dictionary } = options;
  const device = await context.client().devices.add({
    name,
    deviceType: type,
    worker,
    description,
    tags: tag,
    dictionary: dictionary === undefined ? undefined : readInput(dictionary),
  });
  print(context, device);
}

async function update(context: Context, name: string, options: UpdateOptions): Promise<void> {
  const { type, worker, description, tag, reason } = options;
  const health = DeviceHealth.optional().safeParse(options.health);
  if (!health.success) throw new UsageError(`--health wants one of ${DEVICE_HEALTHS.join(', ')}`);
  const device = await context.client().devices.update(name, {
    deviceType: type,
    worker: worker === false ? null : worker,
    description,
    tags: tag.length > 0 ? tag : undefined,
    health: health.data,
    reason,
  });
  print(context, device);
}

function print(context: Context, device: Device): void {
  context.print(device, () =>
    fields([
      ['name', device.name],
      ['type', device.deviceType],
      ['state', device.state],
      ['health', device.health],
      ['worker', device.worker ?? 'none'],
      ['description', device.description],
      ['tags', device.tags.join(' ')],
      ['running job', device.currentJob],
      ['dictionary', device.hasDictionary ? 'yes' : 'none yet: lava devices dictionary set'],
    ]),
  );
}
