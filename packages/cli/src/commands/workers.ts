// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { JoinInvitation, JoinRequest, Worker } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import { fields, table } from '../table.ts';

export function workersCommand(): Command {
  const command = new Command('workers');
  command
    .command('list')
    .description('all workers; for admins also those that ask to join')
    .action(action(list));
  command.command('show <name>').description('one worker').action(action(show));
  command
    .command('add <name>')
    .description('enter a worker; prints its join line')
    .option('--description <text>', 'where it stands, what is on it', '')
    .option('--disabled', 'takes no jobs until it is enabled')
    .action(action(add));
  command
    .command('join-line <name>')
    .description('a new join line, e.g. for a host that was set up anew; the one before is void')
    .action(action(joinLine));
  command
    .command('server-key')
    .description('what a worker without a join line needs to ask to join: settings for lava-slave')
    .action(action(serverKey));
  command
    .command('accept <name> <fingerprint>')
    .description(
      'let a worker in that asks to join; compare the fingerprint with lava-slave status on the worker',
    )
    .action(action(accept));
  command
    .command('dismiss <fingerprint>')
    .description('show a worker that asks to join no longer, unless it asks again')
    .action(action(dismiss));
  command
    .command('assign <device> <worker>')
    .description('say which worker a device is wired to')
    .action(action(assign));
  for (const [name, health, text] of [
    ['enable', 'active', 'take jobs'],
    ['disable', 'maintenance', 'take no new jobs; running ones go on'],
  ] as const) {
    command
      .command(`${name} <worker>`)
      .description(text)
      .option('--reason <text>', 'for the history')
      .action(
        action((context, worker: string, options) =>
          update(context, worker, { health, ...(options as object) }),
        ),
      );
  }
  command
    .command('offline <worker>')
    .description('take all its devices offline at once; `online` brings just those back')
    .option('--reason <text>', 'for the history of each device')
    .option('--cancel', 'cancel the jobs that run on them; else they go on')
    .action(action(offline));
  command
    .command('online <worker>')
    .description('bring back the devices that `offline` took, unless somebody has decided about them since')
    .option('--reason <text>', 'for the history of each device')
    .action(action(online));
  command
    .command('update <name>')
    .description('change a worker')
    .option('--description <text>', 'where it stands, what is on it')
    .option('--job-limit <count>', 'most jobs at once; 0 for no limit')
    .action(action(change));
  return command;
}

async function list(context: Context): Promise<void> {
  const client = context.client();
  const { items } = await client.workers.list();
  const asking = context.options.json ? [] : await joinRequests(client);
  context.print(items, () =>
    table(
      ['NAME', 'STATE', 'HEALTH', 'VERSION', 'DEVICES', 'JOBS'],
      [
        ...items.map((worker) => [
          worker.name,
          worker.state,
          worker.health,
          worker.version ?? '-',
          String(worker.devices.length),
          String(worker.runningJobs.length),
        ]),
        ...asking.map(({ worker }) => [worker ?? '?', 'asking to join', '-', '-', '-', '-']),
      ],
    ),
  );
  for (const { fingerprint, address, lastSeen } of asking)
    context.note(`asks to join: key ${fingerprint} from ${address}, last at ${lastSeen}`);
  if (asking.length > 0) context.note('let one in: lava workers accept NAME FINGERPRINT');
}

/** None for those who may not see them, and from a server that does not know of them. */
async function joinRequests(client: Client): Promise<JoinRequest[]> {
  try {
    return (await client.joinRequests.list()).items;
  } catch (error) {
    const kept =
      error instanceof LavaError && ['forbidden', 'unauthenticated', 'not-found'].includes(error.code);
    if (kept) return [];
    throw error;
  }
}

async function serverKey(context: Context): Promise<void> {
  const { link } = await context.client().system();
  if (link.key === undefined) throw new UsageError('this server is too old to tell its key');
  const host = new URL(context.access().url).hostname.replace(/^\[|\]$/g, '');
  const ports = `--control-port ${link.controlPort} --log-port ${link.logPort}`;
  context.print(link, () => `--server ${host} ${ports} --server-key ${link.key}`);
}

async function accept(context: Context, name: string, fingerprint: string): Promise<void> {
  print(context, await context.client().joinRequests.accept(fingerprint, { name }));
}

async function dismiss(context: Context, fingerprint: string): Promise<void> {
  await context.client().joinRequests.dismiss(fingerprint);
  context.print({ fingerprint }, () => `dismissed ${fingerprint}`);
}

async function show(context: Context, name: string): Promise<void> {
  print(context, await context.client().workers.get(name));
}

function print(context: Context, worker: Worker): void {
  context.print(worker, () =>
    fields([
      ['name', worker.name],
      ['state', worker.state],
      ['health', worker.health],
      ['description', worker.description],
      ['version', worker.version],
      ['last seen', worker.lastSeen],
      ['job limit', worker.jobLimit || 'none'],
      ['devices', worker.devices.join(' ')],
      ['running jobs', worker.runningJobs.join(' ')],
      ['key', worker.keyFingerprint ?? 'has not joined yet'],
    ]),
  );
}

async function add(
  context: Context,
  name: string,
  { description, disabled }: { description: string; disabled?: boolean },
): Promise<void> {
  invite(context, await context.client().workers.add({ name, description, disabled: disabled ?? false }));
}

async function joinLine(context: Context, name: string): Promise<void> {
  invite(context, await context.client().workers.joinLine(name));
}

function invite(context: Context, invitation: JoinInvitation): void {
  context.note(`On ${invitation.name}, before ${invitation.expires}, once:`);
  context.print(invitation, () => `lava-slave join '${invitation.joinLine}'`);
}

async function assign(context: Context, device: string, worker: string): Promise<void> {
  const updated = await context.client().devices.update(device, { worker });
  context.print(updated, () => `${updated.name} is on worker ${updated.worker}`);
}

async function offline(
  context: Context,
  worker: string,
  { reason, cancel = false }: { reason?: string; cancel?: boolean },
): Promise<void> {
  const report = await context.client().workers.offline(worker, { reason, cancel });
  context.print(report, () =>
    [
      ...report.devices.map((device) => `${device} is offline`),
      ...report.jobs.map((job) => `job ${job} ${cancel ? 'is canceled' : 'runs to its end'}`),
      ...(report.devices.length === 0 ? [`${worker} has no device that was not offline before`] : []),
    ].join('\n'),
  );
}

async function online(context: Context, worker: string, { reason }: { reason?: string }): Promise<void> {
  const report = await context.client().workers.online(worker, { reason });
  context.print(report, () =>
    report.devices.length === 0
      ? `no device of ${worker} was taken offline with it`
      : report.devices.map((device) => `${device} is back`).join('\n'),
  );
}

async function change(
  context: Context,
  name: string,
  { description, jobLimit }: { description?: string; jobLimit?: string },
): Promise<void> {
  if (jobLimit !== undefined && !/^\d+$/.test(jobLimit)) throw new UsageError('--job-limit wants a number');
  const limit = jobLimit === undefined ? undefined : Number(jobLimit);
  await update(context, name, { description, jobLimit: limit });
}

type Update = Parameters<ReturnType<Context['client']>['workers']['update']>[1];

async function update(context: Context, name: string, body: Update): Promise<void> {
  print(context, await context.client().workers.update(name, body));
}
