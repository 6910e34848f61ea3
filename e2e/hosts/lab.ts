// SPDX-License-Identifier: Apache-2.0
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { getPayload } from '@lava/guest/payload.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { type Host, startHost } from '../../tools/hosts/host.ts';
import { createNetwork, type Network } from '../../tools/hosts/network.ts';
import { debsOf } from '../../tools/hosts/packages.ts';
import { preparedRoot } from '../../tools/hosts/prepared.ts';
import { baseRoot, type Suite } from '../../tools/hosts/root.ts';
import { soon } from './soon.ts';

/** A master, two workers and what the boards of the first one hang on, each a Debian of its own. */
export interface HostLab {
  directory: string;
  network: Network;
  master: Host;
  /** `w1` is behind NAT, `w2` has IPv6 only. */
  workers: [Host, Host];
  /** Power and serial ports of w1's boards; nobody else can reach it. */
  boards: Host;
  /** Puts the packages with this version into `/tmp` of a host; returns their paths there. */
  copyPackages(host: Host, version: string, ...names: string[]): Promise<string[]>;
  /** Begins to build these packages while the machines wait for something. */
  buildAhead(version: string, ...names: string[]): void;
  /** The `lava` command on the master, as admin; its `--json` output. */
  lava<T>(...args: string[]): Promise<T>;
  jobIs(id: number, what: string, test: (job: Job) => boolean): Promise<Job>;
  soon<T>(what: string, look: () => Promise<T | undefined>): Promise<T>;
  close(): void;
}

export async function startHostLab(): Promise<HostLab> {
  await ensureDebianPackages(['hosts']);
  const directory = mkdtempSync('/var/tmp/lava-hosts-');
  const network = createNetwork(`lh${process.pid}`, ['master', 'w1', 'w2'], {
    behindNat: ['w1'],
    onlyIpv6: ['w2'],
    cables: [['w1', 'boards']],
  });
  const hosts: Host[] = [];
  const start = async (
    name: string,
    suite: Suite,
    known: Record<string, string>,
    lower = baseRoot(suite),
  ) => {
    const netns = network.netnsOf(name);
    const host = await startHost({ name, suite, netns, hosts: known, directory, lower });
    hosts.push(host);
    return host;
  };
  function close(): void {
    for (const host of hosts) host.stop();
    network.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    const { addresses, addresses6 } = network;
    // Its PostgreSQL is there already; on the workers, our packages bring everything.
    const master = await start('master', 'bookworm', addresses, preparedRoot('bookworm'));
    const workers: [Host, Host] = [
      await start('w1', 'bookworm', { ...addresses, boards: '10.77.0.2' }),
      await start('w2', 'trixie', { master: addresses6.master ?? '' }),
    ];
    const boards = await start('boards', 'bookworm', {});
    await servePayload(workers);

    async function lava<T>(...args: string[]): Promise<T> {
      const words = args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');
      const output = await master.sh(`. /root/lava-env; exec lava ${words} --json`);
      return output.trim() ? (JSON.parse(output) as T) : (undefined as T);
    }

    return {
      ...{ directory, network, master, workers, boards, close, lava, soon },
      async copyPackages(host, version, ...names) {
        const files = await debsOf(version, ...names);
        for (const file of files) copyFileSync(file, host.path(`/tmp/${basename(file)}`));
        return files.map((file) => `/tmp/${basename(file)}`);
      },
      buildAhead(version, ...names) {
        debsOf(version, ...names).catch(() => undefined); // whoever needs them builds them again, and gets the error
      },
      jobIs: (job, what, test) =>
        soon(`job ${job} ${what}`, async () => {
          const found = await lava<Job>('jobs', 'show', String(job));
          return test(found) ? found : undefined;
        }),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What the jobs boot is on each worker, next to its boards. */
async function servePayload(workers: Host[]): Promise<void> {
  const payload = await getPayload('amd64');
  for (const worker of workers) {
    await worker.sh('mkdir -p /srv/images');
    worker.write('/srv/images/kernel', readFileSync(payload.kernel));
    worker.write('/srv/images/ramdisk.cpio.gz', readFileSync(payload.ramdisk));
  }
}
