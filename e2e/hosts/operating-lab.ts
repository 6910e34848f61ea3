// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { Finding } from '@lava/kit/doctor/finding.ts';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { type Host, startHost } from '../../tools/hosts/host.ts';
import { createNetwork } from '../../tools/hosts/network.ts';
import { debsOf } from '../../tools/hosts/packages.ts';
import { preparedRoot } from '../../tools/hosts/prepared.ts';
import { baseRoot, type Suite } from '../../tools/hosts/root.ts';

const VERSION = '0.1.0';

/** A master with one worker, and a machine of the next Debian that is to take the master's place. */
export interface OperatingLab {
  master: Host;
  spare: Host;
  worker: Host;
  addresses: Record<string, string>;
  close(): void;
}

export async function startOperatingLab(): Promise<OperatingLab> {
  await ensureDebianPackages(['hosts']);
  const directory = mkdtempSync('/var/tmp/lava-operating-');
  const network = createNetwork(`lo${process.pid}`, ['master', 'spare', 'worker']);
  const hosts: Host[] = [];
  const close = () => {
    for (const host of hosts) host.stop();
    network.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  const start = async (name: string, suite: Suite, lower: string, packages: string[]) => {
    const { master = '', worker = '' } = network.addresses;
    const netns = network.netnsOf(name);
    const host = await startHost({ name, suite, netns, hosts: { master, worker }, directory, lower });
    hosts.push(host);
    const debs = await debsOf(VERSION, ...packages);
    for (const deb of debs) host.write(`/tmp/${basename(deb)}`, readFileSync(deb));
    const wanted = debs.map((deb) => `/tmp/${basename(deb)}`);
    // Two steps: the daemons that an installation starts belong into the network of their host, where two servers have
    // each a PostgreSQL of its own.
    await host.install('--download-only', ...wanted);
    await host.sh(`apt-get install -y -qq --no-install-recommends ${wanted.join(' ')}`);
    return host;
  };
  try {
    const server = ['lava-cli', 'lava-server'];
    // The servers have their PostgreSQL; the worker lacks what doctor is to name.
    const [master, spare, worker] = await Promise.all([
      start('master', 'bookworm', preparedRoot('bookworm'), server),
      start('spare', 'trixie', preparedRoot('trixie'), server),
      start('worker', 'bookworm', baseRoot('bookworm'), ['lava-cli', 'lava-dispatcher']),
    ]);
    return { master, spare, worker, addresses: network.addresses, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What `lava doctor` finds wrong on a host, and how it ends. */
export interface Examination {
  status: number;
  wrong: Finding[];
}

export async function examine(host: Host): Promise<Examination> {
  const { status, output } = await host.try('lava doctor --json');
  const reports = JSON.parse(output) as Record<string, { findings: Finding[] }>;
  const findings = Object.values(reports).flatMap((report) => report.findings);
  return { status, wrong: findings.filter(({ state }) => state !== 'ok') };
}
