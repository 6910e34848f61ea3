// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@lava/kit/log/logger.ts';
import { currentBoot, identify } from '@lava/kit/process/identity.ts';
import { canMount } from '@lava/kit/testing/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Daemon } from '../daemon.ts';
import { readStatus } from '../status.ts';
import { DEFAULT_RANGE } from './accounts.ts';
import { JobDir } from './job-dir.ts';
import { Leftovers } from './leftovers.ts';

let root: string;
let stateDir: string;
const daemons: Daemon[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lava-any-'));
  stateDir = join(root, 'state');
  mkdirSync(join(stateDir, 'jobs'), { recursive: true });
});
afterEach(async () => {
  for (const daemon of daemons.splice(0)) await daemon.close();
  spawnSync('chattr', ['-R', '-i', root]);
  for (const line of spawnSync('cat', ['/proc/self/mountinfo']).stdout.toString().split('\n')) {
    const point = line.split(' ')[4] ?? '';
    if (point.startsWith(`${root}/`)) spawnSync('umount', ['-l', point]);
  }
  rmSync(root, { recursive: true, force: true });
});

/** Starts a daemon, which finds no server; what it does with the directories is what counts. */
async function start(): Promise<Daemon> {
  const daemon = new Daemon({
    settings: { stateDir, cancelGrace: 1, logLevel: 'silent', dispatcher: '/bin/false' },
    log: createLogger('test', { level: 'silent' }),
  });
  await daemon.start();
  daemons.push(daemon);
  return daemon;
}

const shell = (script: string) => {
  const { status, stderr } = spawnSync('sh', ['-ec', script], { cwd: stateDir });
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
};

/** Everything that may have any of the names which the daemon knows. */
const THINGS: [what: string, script: (path: string) => string][] = [
  ['a directory', (path) => `mkdir -p ${path}/x`],
  ['a file of nothing', (path) => `: >${path}`],
  ['a file of noise', (path) => `head -c 5000 /dev/urandom >${path}`],
  ['JSON of another kind', (path) => `echo '{"a":[1]}' >${path}`],
  ['a file of a terabyte', (path) => `truncate -s 1T ${path}`],
  ['null', (path) => `echo null >${path}`],
  ['a pipe', (path) => `mkfifo ${path}`],
  ['a link to nowhere', (path) => `ln -s nowhere ${path}`],
  ['a link to itself', (path) => `ln -s ${path.split('/').at(-1)} ${path}`],
  ['a link to an endless device', (path) => `ln -s /dev/zero ${path}`],
  ['a directory without permissions', (path) => `mkdir -p ${path}/x; chmod 0 ${path}`],
];
const NAMES = [
  ...[
    'daemon.json',
    'daemon.lock',
    'reserve',
    'cache',
    'jobs/7',
    'jobs/.standby-abc',
    'jobs/.leftover-7-abc',
  ],
  ...['jobs/99999999999999999999', 'jobs/0x10', 'jobs/07'],
];
/** Of a job's directory; each becomes that thing in a job of its own. */
const JOB_FILES = [
  ...['bundle.json', 'process.json', 'status.json', 'cancel', 'canceling', 'kill-time.json', 'leases.ndjson'],
  ...['records.ndjson', 'stderr.log', 'stdout.log', 'work', 'tmp'],
];
const BUNDLE = JSON.stringify({ job: 7, definition: '', device: '', limits: { logBytes: 1000 } });

it.each(THINGS)(
  'a daemon starts where all its files are %s',
  async (_, script) => {
    for (const name of NAMES) shell(script(name));
    for (const [i, name] of JOB_FILES.entries()) {
      mkdirSync(join(stateDir, `jobs/${100 + i}`));
      if (name !== 'bundle.json') writeFileSync(join(stateDir, `jobs/${100 + i}/bundle.json`), BUNDLE);
      shell(script(`jobs/${100 + i}/${name}`));
    }
    await start();
    expect(readStatus(stateDir)?.running).toBe(true);
    const ended = () => readStatus(stateDir)?.jobs.every(({ state }) => state === 'ended');
    for (let i = 0; i < 1500 && !ended(); i++) await sleep(10);
    expect(ended()).toBe(true);
    await daemons.pop()?.close();
    // And again, with what the first one made of it.
    await start();
    expect(readStatus(stateDir)?.running).toBe(true);
  },
  90_000,
);

it('a daemon clears stale locks away, whatever else is in their directory', async () => {
  const locks = join(stateDir, 'cache/locks');
  mkdirSync(locks, { recursive: true });
  for (let i = 0; i < 20; i++) writeFileSync(join(locks, `lock-${i}`), '4194303 1 another-boot');
  const long = 'x'.repeat(255);
  for (const name of [long, 'held'])
    writeFileSync(
      join(locks, name),
      name === long ? '' : `${process.pid} ${identify(process.pid)?.start} ${currentBoot()}`,
    );
  shell('cd cache/locks; mkfifo pipe; ln -s / link; mkdir -p tree/of/things; touch tree/file');
  shell('mkdir jobs/7; touch jobs/7/records.ndjson');
  await start();
  const ended = () => readStatus(stateDir)?.jobs.some(({ state }) => state === 'ended');
  for (let i = 0; i < 1500 && !ended(); i++) await sleep(10);
  expect(readdirSync(locks).filter((name) => name !== long)).toEqual(['held']);
});

it('a job is over though its bundle is a tree whose path is longer than the kernel takes', async () => {
  mkdirSync(join(stateDir, 'jobs/7'));
  shell(
    "touch jobs/7/records.ndjson; cd jobs/7; perl -e 'mkdir q(bundle.json); chdir q(bundle.json); for (1..25) { mkdir q(n) x 250; chdir q(n) x 250 or die }'",
  );
  await start();
  for (let i = 0; i < 1500 && existsSync(join(stateDir, 'jobs/7/bundle.json')); i++) await sleep(10);
  expect(existsSync(join(stateDir, 'jobs/7/bundle.json'))).toBe(false);
  expect(readStatus(stateDir)?.jobs).toMatchObject([{ state: 'ended' }]);
});

it.skipIf(process.getuid?.() !== 0)(
  'root file systems of a job are removed by the daemon, whatever its board made in them, and no others',
  async () => {
    const account = DEFAULT_RANGE.last;
    const nfs = join(root, 'nfs');
    for (const name of ['lava-7-1.1/root/var', '.leftover-lava-6-1.1-00/root'])
      mkdirSync(join(nfs, name), { recursive: true });
    for (const name of ['lava-77-1.1', 'lava-7-admin', '.standby-admin']) mkdirSync(join(nfs, name));
    for (const name of ['lava-7-1.1', 'lava-77-1.1']) chownSync(join(nfs, name), account, account);
    const dir = new JobDir(join(stateDir, 'jobs'), 7);
    mkdirSync(dir.path);
    dir.assignAccount(account);
    writeFileSync(dir.spool, '');
    process.env.LAVA_WORKER_NFS_DIR = nfs;
    try {
      await start();
      for (let i = 0; i < 1500 && readdirSync(nfs).length > 3; i++) await sleep(10);
      expect(readdirSync(nfs).sort()).toEqual(['.standby-admin', 'lava-7-admin', 'lava-77-1.1']);
    } finally {
      delete process.env.LAVA_WORKER_NFS_DIR;
    }
  },
);

it('what a job says of its end is no more than a mebibyte', () => {
  const dir = new JobDir(join(stateDir, 'jobs'), 7);
  mkdirSync(dir.path);
  const say = (length: number) =>
    writeFileSync(
      join(dir.path, 'status.json'),
      JSON.stringify({ health: 'complete', message: 'x'.repeat(length) }),
    );
  say(1000);
  expect(dir.readStatus()).toMatchObject({ health: 'complete' });
  say(2 ** 20);
  expect(dir.readStatus()).toBeUndefined();
});

describe('what a job left', () => {
  async function discard(script: string): Promise<Leftovers> {
    mkdirSync(join(stateDir, 'jobs/15/work/d'), { recursive: true });
    shell(`cd jobs/15/work; ${script}`);
    const leftovers = new Leftovers(
      join(stateDir, 'jobs'),
      createLogger('test', { level: 'silent' }),
      () => undefined,
    );
    leftovers.discard(join(stateDir, 'jobs/15'));
    expect(existsSync(join(stateDir, 'jobs/15'))).toBe(false);
    await leftovers.settled();
    return leftovers;
  }

  it.each([
    ['a directory that may not be written, as Go leaves them', 'touch d/f; chmod 0555 d'],
    ['a directory without permissions', 'touch d/f; chmod 0 d'],
    ['a name that is not UTF-8', `touch "$(printf '\\377')"; mkdir "$(printf 'd/\\376')"`],
    ['a pipe', 'mkfifo d/p'],
  ])('is removed: %s', async (_, script) => {
    const leftovers = await discard(script);
    expect(leftovers.list()).toEqual([]);
    expect(readdirSync(join(stateDir, 'jobs'))).toEqual([]);
  });

  it.skipIf(!canMount)('is removed with what is mounted in it, which keeps its content', async () => {
    mkdirSync(join(root, 'precious'));
    writeFileSync(join(root, 'precious/file'), '');
    const leftovers = await discard(`mount --bind ${join(root, 'precious')} d`);
    expect(leftovers.list()).toEqual([]);
    expect(readdirSync(join(root, 'precious'))).toEqual(['file']);
  });

  it.skipIf(!canFreeze())(
    'is set aside when it is immutable, told, and removed by a later daemon',
    async () => {
      const first = await discard('touch d/f; chattr +i d/f');
      expect(first.list()).toMatchObject([{ problem: expect.stringContaining('not permitted') }]);
      await start();
      for (let i = 0; i < 500 && !readStatus(stateDir)?.leftovers.length; i++) await sleep(10);
      expect(readStatus(stateDir)?.leftovers).toHaveLength(1);
      await daemons.pop()?.close();
      spawnSync('chattr', ['-R', '-i', root]);
      await start();
      for (let i = 0; i < 500 && readdirSync(join(stateDir, 'jobs')).length > 0; i++) await sleep(10);
      expect(readdirSync(join(stateDir, 'jobs'))).toEqual([]);
    },
  );
});

describe('the state directory', () => {
  it('is taken by one daemon at a time', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining(`${process.pid}`),
    });
    await daemons.pop()?.close();
    await start();
  });

  it('is taken over from a process that is gone, and from one of another boot', async () => {
    const child = spawn('true');
    await new Promise((resolve) => child.on('exit', resolve));
    for (const text of [`${child.pid} 123 some-boot`, `${process.pid} 1 another-boot`]) {
      writeFileSync(join(stateDir, 'daemon.lock'), text);
      await start();
      await daemons.pop()?.close();
    }
  });
});

function canFreeze(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'lava-freeze-'));
  writeFileSync(join(path, 'f'), '');
  const can = spawnSync('chattr', ['+i', join(path, 'f')]).status === 0;
  spawnSync('chattr', ['-i', join(path, 'f')]);
  rmSync(path, { recursive: true });
  return can;
}
