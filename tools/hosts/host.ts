// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEPT, keepDownloads, takeDownloads } from './apt-cache.ts';
import { baseRoot, type Suite } from './root.ts';
import { makeCgroup, systemdSetup } from './systemd.ts';

/** A machine of its own: network, process, mount and host name space, over a fresh Debian root. As root only. */
export interface Host {
  name: string;
  /** Runs a shell line as root of the host. @throws Error with what it printed, when it fails */
  sh(line: string, options?: { input?: string }): Promise<string>;
  /** The same, with the exit status instead of an error. */
  try(line: string): Promise<{ status: number; output: string }>;
  /** The same on this machine's own network, which unlike the hosts' has a way out. */
  outside(line: string): Promise<{ status: number; output: string }>;
  /** Installs packages by apt; what is missing comes through this machine, since the hosts' network has no way out. */
  install(...packages: string[]): Promise<string>;
  /** Where a path of the host is for this machine. */
  path(path: string): string;
  /** Puts a file into the host. */
  write(path: string, content: string | Buffer): void;
  /** Ends every process of the host and forgets its root. */
  stop(): void;
}

/** How long nothing is read from what a line has started before it counts as all of its output, milliseconds. */
const QUIET = 250;

/** PID 1 of a host: reaps whatever its daemons leave. */
const INIT = 'while :; do sleep 3600 & wait; done';

/** Most time for one line, milliseconds; installations are the longest. */
const PATIENCE = 900_000;

export interface HostOptions {
  name: string;
  suite: Suite;
  /** Network name space that exists already. */
  netns: string;
  /** Name → address of the others. */
  hosts: Record<string, string>;
  /** Holds the overlay. */
  directory: string;
  /** Another root than the minimal one of the suite. */
  lower?: string;
  /** What runs as PID 1; `systemd` needs it in the root. */
  init?: 'systemd';
}

export async function startHost(options: HostOptions): Promise<Host> {
  const { name, suite, netns, hosts, directory, lower, init } = options;
  const upper = join(directory, name, 'upper');
  const work = join(directory, name, 'work');
  const root = join(directory, name, 'root');
  for (const dir of [upper, work, root]) mkdirSync(dir, { recursive: true });
  const etcHosts = Object.entries(hosts).map(([host, ip]) => `${ip} ${host}\n`);
  mkdirSync(join(upper, 'etc'), { recursive: true });
  writeFileSync(join(upper, 'etc/hosts'), `127.0.0.1 localhost\n::1 localhost\n${etcHosts.join('')}`);
  writeFileSync(join(upper, 'etc/hostname'), `${name}\n`);
  writeFileSync(join(upper, 'etc/resolv.conf'), readFileSync('/etc/resolv.conf'));
  // Nothing here has to survive a power cut: neither dpkg nor the database wait for the disk.
  mkdirSync(join(upper, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
  writeFileSync(join(upper, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
  const layers = `lowerdir=${lower ?? baseRoot(suite)},upperdir=${upper},workdir=${work}`;
  const downloads = join(directory, name, 'downloads');
  const cgroup = init && makeCgroup(`lava-${basename(directory)}-${name}`);
  const setup = [
    `hostname ${name}`,
    `mount -t overlay overlay -o ${layers},volatile ${root} 2>/dev/null || mount -t overlay overlay -o ${layers} ${root}`,
    ...KEPT.map(([kept, path]) => `mount --bind ${join(downloads, kept)} ${root}${path}`),
    `mount -t proc proc ${root}/proc`,
    `mount -t tmpfs -o mode=755 tmpfs ${root}/run`,
    ...(init ? systemdSetup(root) : plainSetup(root)),
  ].join('\n');
  let indexed = takeDownloads(suite, downloads);
  const holder = spawn(
    'sh',
    [
      '-c',
      `${cgroup ? `${cgroup.join}; ` : ''}exec "$@"`,
      'sh',
      'ip',
      'netns',
      'exec',
      netns,
      'unshare',
      '--uts',
      '--ipc',
      '--mount',
      '--propagation',
      'private',
      '--pid',
      ...(cgroup ? ['--cgroup'] : []),
      '--fork',
      '--kill-child',
      'sh',
      '-ec',
      setup,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    holder.stdout?.on('data', () => resolve());
    holder.once('exit', () => reject(new Error(`host ${name} did not start`)));
  });
  const pid = await firstChild(holder);
  let stopped = false;

  function run(line: string, input = '', net = ['--net']): Promise<{ status: number; output: string }> {
    const child = spawn('nsenter', [
      ...[
        '--target',
        String(pid),
        '--uts',
        '--ipc',
        '--mount',
        '--pid',
        ...(cgroup ? ['--cgroup'] : []),
        ...net,
        `--root=/proc/${pid}/root`,
        '--wdns=/',
      ],
      ...['/usr/bin/env', '-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ...['HOME=/root', 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive', '/bin/sh', '-c', line],
    ]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    // A line that reads nothing may be over before.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(
          new Error(`${name}: \`${line}\` did not end within ${PATIENCE / 1000} s:\n${output.slice(-2000)}`),
        );
      }, PATIENCE);
      child.on('error', reject);
      child.on('exit', (status) => {
        clearTimeout(timer);
        allRead(child).then(() => resolve({ status: status ?? 255, output }));
      });
    });
  }

  return {
    name,
    try: (line) => run(line),
    outside: (line) => run(line, '', []),
    async sh(line, { input } = {}) {
      const { status, output } = await run(line, input);
      if (status !== 0)
        throw new Error(`${name}: \`${line}\` ended with status ${status}:\n${output.slice(-2000)}`);
      return output;
    },
    async install(...packages) {
      const line = `apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`;
      const fetch = `${line} --download-only`;
      // The index that other hosts fetched may do; when it does not, a fresh one.
      const first = indexed ? await run(fetch, '', []) : undefined;
      indexed = true;
      const fetched = first?.status === 0 ? first : await run(`apt-get update -qq && ${fetch}`, '', []);
      if (fetched.status !== 0) throw new Error(`${name}: download failed:\n${fetched.output.slice(-3000)}`);
      keepDownloads(suite, downloads);
      // The daemons that packages start belong into the host's own network, where no other host has their ports.
      const { status, output } = await run(line);
      if (status !== 0) throw new Error(`${name}: installation failed:\n${output.slice(-3000)}`);
      return output;
    },
    path: (path) => join(`/proc/${pid}/root`, path),
    write(path, content) {
      writeFileSync(join(`/proc/${pid}/root`, path), content);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      holder.kill('SIGKILL');
      cgroup?.remove();
      spawnSync('umount', ['-R', '-l', root], { stdio: 'ignore' });
      rmSync(join(directory, name), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function plainSetup(root: string): string[] {
  return [
    `mount -t tmpfs -o mode=1777 tmpfs ${root}/dev/shm 2>/dev/null || { mkdir -p ${root}/dev/shm; mount -t tmpfs tmpfs ${root}/dev/shm; }`,
    `mkdir -p ${root}/run/lock ${root}/dev/pts; mount -t devpts devpts ${root}/dev/pts`,
    // It is ready when its root is its own, not before: what is written into it must not land outside.
    `exec chroot ${root} /bin/sh -c 'echo ready; ${INIT}'`,
  ];
}

/**
 * After a process has ended: until its output has been read, or is quiet for a moment, since a daemon that it started may
 * hold the pipe.
 */
async function allRead(child: ChildProcess): Promise<void> {
  const over = new AbortController();
  let heard = true;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', () => (heard = true));
  child.once('close', () => over.abort());
  while (heard && !over.signal.aborted) {
    heard = false;
    await sleep(QUIET, undefined, { signal: over.signal }).catch(() => undefined); // closed
  }
}

/** `unshare --fork` stays outside; its child is PID 1 of the host. */
async function firstChild(holder: ChildProcess): Promise<number> {
  for (;;) {
    const children = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim();
    if (children) return Number(children.split(' ')[0]);
    await sleep(10);
  }
}
