// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Payload } from '@lava/guest/payload.ts';
import { withTask } from '@lava/kit/task-line.ts';
import { freePort } from '@lava/lab/port.ts';
import { createClient } from '@lava/protocol/api/client.ts';
import { type Forward, forward, forwardIn } from '../../hosts/forward.ts';
import { type Host, startHost } from '../../hosts/host.ts';
import { createNetwork } from '../../hosts/network.ts';
import { debsOf } from '../../hosts/packages.ts';
import { baseRoot, SUITES, type Suite } from '../../hosts/root.ts';
import { openWayOut, type WayOut } from '../../hosts/way-out.ts';
import { firstDevice } from '../first-job.ts';

/** The machines of the demo: a master and two workers, of both Debian releases. */
export const MACHINES = { master: 'trixie', w1: 'bookworm', w2: 'trixie' } as const satisfies Record<
  string,
  Suite
>;
export const WORKERS = ['w1', 'w2'] as const;
const NAMES = ['master', ...WORKERS] as const;
type Name = keyof typeof MACHINES;

/** What our packages need from Debian: fetched and set up while ours are built. */
const NEEDED = { master: 'postgresql', worker: 'qemu-system-x86 git xz-utils e2fsprogs logrotate' };

/** Names and directories of a demo begin so, then its process. */
const PREFIX = 'lava-demo-hosts-';
const PLACE = '/var/tmp';
const NETWORK = 'ld';

export interface HostsLab {
  hosts: Record<Name, Host>;
  addresses: Record<string, string>;
  version: string;
  /** Of the web pages and REST, from this machine. */
  url: string;
  username: string;
  password: string;
  token: string;
  client: ReturnType<typeof createClient>;
  /** Command that gives a person a shell on a host. */
  shellOn(name: Name): string;
}

/** Takes back in reverse order what was made. */
export class Undo {
  readonly #steps: (() => void | Promise<void>)[] = [];

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  async all(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) await step();
  }
}

export interface HostsLabOptions {
  version: string;
  payload: Payload;
  /** Of the web pages on this machine, if it is free. */
  port: number;
  /** Gets what ends the machines, as they are made. */
  undo: Undo;
  /** Between any two steps. @throws when somebody asks it to end */
  check(): void;
}

/** Three fresh machines with our packages on them, joined, with a device each. */
export async function makeHostsLab({
  version,
  payload,
  port,
  undo,
  check,
}: HostsLabOptions): Promise<HostsLab> {
  removeLeftovers();
  for (const suite of SUITES) await withTask(`a fresh Debian ${suite}`, async () => void baseRoot(suite));
  check();
  const directory = join(PLACE, `${PREFIX}${process.pid}`);
  mkdirSync(directory, { mode: 0o711 });
  undo.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const network = networkOf(`${NETWORK}${process.pid}`);
  undo.add(network.close);
  const wayOut = await openWayOut(network, directory);
  undo.add(wayOut.close);
  const hosts = {} as Record<Name, Host>;
  await withTask(`machines ${NAMES.join(', ')}, each with a network of its own`, async () => {
    for (const name of NAMES) {
      const netns = network.netnsOf(name);
      hosts[name] = await startHost({
        ...{ name, netns, directory, suite: MACHINES[name], hosts: network.addresses },
      });
      undo.add(() => hosts[name].stop());
    }
  });
  check();
  await install(hosts, version, wayOut);
  check();
  for (const name of WORKERS) await putImages(hosts[name], payload);
  const way = await wayIn(network.tap.netns, network.addresses.master ?? '', port, directory);
  undo.add(way.close);
  const url = `http://127.0.0.1:${way.port}`;
  const { master } = hosts;
  const password = (await master.sh('cat /var/lib/lava-server/admin-password')).trim();
  const token = (await master.sh('lava-server manage tokens add admin')).trim().split('\n').at(-1) ?? '';
  const client = createClient({ baseUrl: url, token });
  const lab: HostsLab = {
    ...{ hosts, addresses: network.addresses, version, url, username: 'admin', password, token, client },
    shellOn: (name) => `ip netns exec ${network.netnsOf(name)} chroot ${hosts[name].path('/')} bash -l`,
  };
  await enterWorkers(lab);
  return lab;
}

/** @throws Error that says what this machine does not allow */
function networkOf(id: string): ReturnType<typeof createNetwork> {
  try {
    return createNetwork(id, NAMES);
  } catch (error) {
    const why = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new Error(`this machine does not let root make networks: ${why}; try a virtual machine`, {
      cause: error,
    });
  }
}

async function install(hosts: Record<Name, Host>, version: string, wayOut: WayOut): Promise<void> {
  const building = withTask(`Debian packages of this checkout, version ${version}`, () =>
    debsOf(version, 'lava-cli', 'lava-server', 'lava-dispatcher'),
  );
  const prepared = NAMES.map((name) => {
    const host = hosts[name];
    wayOut.tell(host);
    const packages = name === 'master' ? NEEDED.master : NEEDED.worker;
    return withTask(`${name}: what Debian has of it`, () => apt(host, packages));
  });
  const debs = await Promise.all([building, ...prepared]).then(([built]) => built);
  await Promise.all(
    NAMES.map((name) => {
      const names = name === 'master' ? ['lava-cli', 'lava-server'] : ['lava-dispatcher'];
      const files = debs.filter((file) => names.some((each) => basename(file).startsWith(`${each}_`)));
      for (const file of files) hosts[name].write(`/root/${basename(file)}`, readFileSync(file));
      const list = files.map((file) => `/root/${basename(file)}`).join(' ');
      return withTask(`${name}: apt-get install ${names.join(' ')}`, () => apt(hosts[name], list));
    }),
  );
}

/** In the host's own network, so that daemons start where they belong. */
function apt(host: Host, packages: string): Promise<string> {
  return host.sh(
    `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages} </dev/null`,
  );
}

/** What `lava-make-guest` makes, made here once for both. */
async function putImages(host: Host, payload: Payload): Promise<void> {
  await host.sh('mkdir -p /srv/images');
  host.write('/srv/images/kernel', readFileSync(payload.kernel));
  host.write('/srv/images/ramdisk.cpio.gz', readFileSync(payload.ramdisk));
}

/** A port of this machine's loopback becomes the master's web port. */
async function wayIn(netns: string, host: string, wanted: number, directory: string): Promise<Forward> {
  const socket = join(directory, 'web');
  const inner = await forwardIn(netns, socket, { host, port: 8080 });
  const outer = await forward({ host: '127.0.0.1', port: await freePort(wanted) }, socket);
  return {
    port: outer.port,
    async close() {
      await outer.close();
      await inner.close();
    },
  };
}

async function enterWorkers({ client, hosts }: HostsLab): Promise<void> {
  await client.deviceTypes.add({ name: 'qemu', description: 'QEMU on the worker' });
  for (const [i, name] of WORKERS.entries()) {
    await withTask(`${name}: joins, and gets the device ${name}-qemu`, async () => {
      const { joinLine } = await client.workers.add({ name });
      await hosts[name].sh(`echo '${joinLine}' | lava-slave join`);
      const dictionary = firstDevice().dictionary.replace('34:01', `34:0${i + 1}`);
      await client.devices.add({ name: `${name}-qemu`, deviceType: 'qemu', worker: name, dictionary });
    });
  }
}

/** Of demos that were killed. */
function removeLeftovers(): void {
  const ended = (id: string) => !existsSync(`/proc/${id}`);
  for (const line of execFileSync('ip', ['netns'], { encoding: 'utf8' }).split('\n')) {
    const [netns = ''] = line.split(' ');
    const id = new RegExp(`^${NETWORK}(\\d+)-`).exec(netns)?.[1];
    if (!id || !ended(id)) continue;
    for (const pid of execFileSync('ip', ['netns', 'pids', netns], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean))
      kill(Number(pid));
    execFileSync('ip', ['netns', 'del', netns]);
  }
  for (const name of readdirSync(PLACE)) {
    const id = name.startsWith(PREFIX) && name.slice(PREFIX.length);
    if (id && ended(id)) rmSync(join(PLACE, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
