// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { type Host, startHost } from '../../tools/hosts/host.ts';
import { createNetwork, type Network } from '../../tools/hosts/network.ts';
import { buildPackages } from '../../tools/package.ts';
import { getPayload } from '../../tools/payload/payload.ts';

const SOON = 180_000;

/** A master and two workers, each a Debian of its own. */
export interface HostLab {
  directory: string;
  network: Network;
  master: Host;
  workers: [Host, Host];
  /** Builds the packages with this version and puts them into `/tmp` of a host; returns their paths there. */
  copyPackages(host: Host, version: string, ...names: string[]): Promise<string[]>;
  /** The `lava` command on the master, as admin; its `--json` output. */
  lava<T>(...args: string[]): Promise<T>;
  jobIs(id: number, what: string, test: (job: Job) => boolean): Promise<Job>;
  soon<T>(what: string, look: () => Promise<T | undefined>): Promise<T>;
  close(): void;
}

export async function startHostLab(): Promise<HostLab> {
  await ensureDebianPackages(['hosts']);
  const directory = mkdtempSync('/var/tmp/lava-hosts-');
  const network = createNetwork(`lh${process.pid}`, ['master', 'w1', 'w2']);
  const hosts: Host[] = [];
  const start = async (name: string, suite: 'bookworm' | 'trixie') => {
    const netns = network.netnsOf(name);
    const host = await startHost({ name, suite, netns, hosts: network.addresses, directory });
    hosts.push(host);
    return host;
  };
  function close(): void {
    for (const host of hosts) host.stop();
    network.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    const master = await start('master', 'bookworm');
    const workers: [Host, Host] = [await start('w1', 'bookworm'), await start('w2', 'trixie')];
    await servePayload(workers);

    async function lava<T>(...args: string[]): Promise<T> {
      const words = args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');
      const output = await master.sh(`. /root/lava-env; exec lava ${words} --json`);
      return output.trim() ? (JSON.parse(output) as T) : (undefined as T);
    }

    async function soon<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
      const deadline = performance.now() + SOON;
      let last: unknown;
      for (;;) {
        const found = await look().catch((error: unknown) => {
          last = error;
          return undefined;
        });
        if (found !== undefined) return found;
        if (performance.now() > deadline)
          throw new Error(`not within ${SOON / 1000} s: ${what}`, { cause: last });
        await sleep(200);
      }
    }

    return {
      ...{ directory, network, master, workers, close, lava, soon },
      async copyPackages(host, version, ...names) {
        const out = join(directory, `debs-${version}`);
        await buildPackages(['--out', out, '--version', version, ...names]);
        const files = readdirSync(out).filter((file) => names.some((name) => file.startsWith(`${name}_`)));
        for (const file of files) host.write(`/tmp/${file}`, readFileSync(join(out, file)));
        return files.map((file) => `/tmp/${file}`);
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

/** What the jobs boot lies on each worker, beside its boards. */
async function servePayload(workers: Host[]): Promise<void> {
  const payload = await getPayload('amd64');
  for (const worker of workers) {
    await worker.sh('mkdir -p /srv/images');
    worker.write('/srv/images/kernel', readFileSync(payload.kernel));
    worker.write('/srv/images/ramdisk.cpio.gz', readFileSync(payload.ramdisk));
  }
}
