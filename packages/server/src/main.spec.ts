// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';
import { createClient } from '@lava/protocol/api/client.ts';
import { parseJoinLine } from '@lava/protocol/wire/join-line.ts';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runningPostmaster } from './postgres/postmaster.ts';
import { createTestDatabase } from './testing/database.ts';

/** The program itself, as a process. */
const MAIN = mainOf('lava-server');
/** With settings of its own: those of a server that is installed on this machine are for that. */
const environment = () => ({
  ...process.env,
  NODE_COMPILE_CACHE: COMPILE_CACHE,
  LAVA_SETTINGS: join(state, 'settings.yaml'),
  DATABASE_URL: '',
});

let state: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'lava-main-'));
  chmodSync(state, 0o711);
  writeFileSync(join(state, 'settings.yaml'), '{}\n');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  const pid = postmaster();
  if (pid !== undefined) process.kill(pid, 'SIGQUIT');
  await eventually(() => expect(postmaster()).toBeUndefined());
  rmSync(state, { recursive: true, force: true, maxRetries: 10 });
});

const eventually = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 60_000, interval: 20 });
const postmaster = () => runningPostmaster(join(state, 'postgres/data'));

interface Running {
  child: ChildProcess;
  url: string;
  output: () => string;
}

async function start(...args: string[]): Promise<Running> {
  const flags = ['--state-dir', state, '--http-host', '127.0.0.1', '--http-port', '0'];
  const links = [
    '--gateway-host',
    '127.0.0.1',
    '--control-port',
    '0',
    '--log-port',
    '0',
    '--log-format',
    'json',
  ];
  const child = spawn(process.execPath, [MAIN, 'server', ...args, ...flags, ...links], {
    env: environment(),
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', () => {
      const ready = output.split('\n').find((line) => line.includes('"msg":"ready"'));
      if (ready) resolve(JSON.parse(ready).httpPort);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return { child, url: `http://127.0.0.1:${port}`, output: () => output };
}

function threadsOf({ child }: Running, name: string): string[] {
  const tasks = `/proc/${child.pid}/task`;
  return readdirSync(tasks).filter((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8') === `${name}\n`);
}

async function stop({ child }: Running, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[0];
}

async function manage(args: string[], input = ''): Promise<string> {
  const running = promisify(execFile)(
    process.execPath,
    [MAIN, 'server', 'manage', '--state-dir', state, ...args],
    {
      env: environment(),
    },
  );
  running.child.stdin?.end(input);
  return (await running).stdout.trim();
}

const passwordIn = (directory: string) => readFileSync(join(directory, 'admin-password'), 'utf8').trim();

// Each test starts several programs and most make a database; the machine may be busy with other tests.
describe('lava-server', { timeout: 240_000 }, () => {
  it('makes everything at first start, and stops in order', async () => {
    const server = await start();
    const password = passwordIn(state);
    // Its output goes to a log: where the password is, not what it is.
    expect(server.output()).toContain(join(state, 'admin-password'));
    expect(server.output()).not.toContain(password);
    for (const secret of ['admin-password', 'server.key']) {
      expect(statSync(join(state, secret)).mode & 0o777).toBe(0o600);
    }
    expect(
      (await createClient({ baseUrl: server.url }).signIn({ username: 'admin', password })).user?.admin,
    ).toBe(true);
    // Files of many logs wait for the disk together.
    expect(threadsOf(server, 'libuv-worker')).toHaveLength(16);
    expect(await stop(server, 'SIGTERM')).toBe(0);
    expect(postmaster()).toBeUndefined();
    expect((await start()).output()).not.toContain('admin-password');
  });

  it('finds its database again after kill -9, and restarts it when that was killed', async () => {
    const first = await start();
    const database = postmaster();
    await stop(first, 'SIGKILL');
    expect(postmaster()).toBe(database);
    const second = await start('--public-reading');
    expect(postmaster()).toBe(database);
    process.kill(database ?? 0, 'SIGKILL');
    // Statements wait for the database instead of failing; its last backend may still answer one.
    async function answeredBy() {
      expect((await createClient({ baseUrl: second.url }).jobs.list()).items).toEqual([]);
      return [undefined, database].includes(postmaster()) ? 'the old one' : 'a new one';
    }
    await expect.poll(answeredBy, { timeout: 100_000 }).toBe('a new one');
    expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
  });

  it('is managed while it runs and while it does not', async () => {
    await manage(['users', 'add', 'ann', '--password-stdin', '--admin'], 'correct horse\n');
    expect(postmaster()).toBeUndefined();
    const server = await start();
    expect(existsSync(join(state, 'admin-password'))).toBe(false);
    const token = await manage(['tokens', 'add', 'ann']);
    expect((await createClient({ baseUrl: server.url, token }).session()).user).toMatchObject({
      username: 'ann',
      admin: true,
    });
    const line = parseJoinLine(await manage(['workers', 'add', 'lab-1', '--host', 'lava.example.org']));
    expect(line).toMatchObject({ name: 'lab-1', host: 'lava.example.org', controlPort: 5556 });
    await expect(manage(['users', 'add', 'ann', '--password-stdin'], 'correct horse')).rejects.toThrow(
      'already',
    );
    await expect(manage(['users', 'add', 'bob', '--password-stdin'], 'short')).rejects.toThrow('password');
  });

  it('leaves no database behind when it is ended while it makes one', async () => {
    const child = spawn(process.execPath, [MAIN, 'server', '--state-dir', state, '--http-port', '0'], {
      env: environment(),
      stdio: 'ignore',
    });
    children.push(child);
    await eventually(() => expect(existsSync(join(state, 'postgres'))).toBe(true));
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
    expect(postmaster()).toBeUndefined();
  });

  it('refuses to start on a schema that is newer, and says so in its exit status', async () => {
    const { url, drop } = await createTestDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`insert into migrations select max(version) + 1, 'future', '' from migrations`);
    await client.end();
    const child = spawn(process.execPath, [MAIN, 'server', '--state-dir', state, '--database-url', url], {
      env: environment(),
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(3);
    await drop();
  });

  it.each([[['--http-prot', '1']], [['--http-port', 'x']], [['cook']]])(
    'refuses wrong settings: %j',
    async (args) => {
      const child = spawn(process.execPath, [MAIN, 'server', '--state-dir', state, ...args], {
        env: environment(),
      });
      expect((await once(child, 'exit'))[0]).toBe(2);
    },
  );

  it('shares its database with a process that has another role', async () => {
    const api = await start('api');
    const master = spawn(
      process.execPath,
      [
        MAIN,
        'master',
        '--state-dir',
        state,
        '--gateway-host',
        '127.0.0.1',
        '--control-port',
        '0',
        '--log-port',
        '0',
      ],
      { env: environment(), stdio: 'ignore' },
    );
    children.push(master);
    const password = passwordIn(state);
    const client = createClient({ baseUrl: api.url, token: await manage(['tokens', 'add', 'admin']) });
    expect(password).not.toBe('');
    await client.deviceTypes.add({ name: 'qemu' });
    await client.devices.add({ name: 'qemu-1', deviceType: 'qemu', dictionary: 'x: 1' });
    const definition =
      'job_name: x\ndevice_type: qemu\nvisibility: public\ntimeouts: {job: {minutes: 1}}\nactions: []\n';
    const { id } = await client.jobs.submit(definition);
    await eventually(async () =>
      expect((await client.jobs.get(id)).waiting).toEqual(['the only device of type qemu has no worker']),
    );
    // The one that stops first leaves the database to the other.
    expect(await stop(api, 'SIGTERM')).toBe(0);
    expect(postmaster()).toBeDefined();
  });
});
