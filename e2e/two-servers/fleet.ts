// SPDX-License-Identifier: Apache-2.0
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@lava/kit/log/logger.ts';
import { parseJoinLine } from '@lava/protocol/wire/join-line.ts';
import { Daemon } from '@lava/worker/daemon.ts';
import { joinServer } from '@lava/worker/link/join.ts';
import { savePlace, type WorkerSettings } from '@lava/worker/settings.ts';
import type { Cluster } from './cluster.ts';

const WORKERS = 4;
const BOARDS = 8;

/** Workers, each a whole daemon with its own spools and links; only the program that runs a job is a stand-in. */
export interface Fleet {
  /** What the boards saw that must never happen. */
  violations(): string[];
  /** Whether the job's program was started. */
  ran(job: number): boolean;
  /** What workers and boards still hold. */
  held(): string[];
  close(): Promise<void>;
}

export async function startFleet({ client, directory, ports }: Cluster): Promise<Fleet> {
  const lab = join(directory, 'boards');
  for (const each of ['ran', 'busy']) mkdirSync(join(lab, each), { recursive: true });
  const dispatcher = join(lab, 'board.sh');
  copyFileSync(join(import.meta.dirname, 'board.sh'), dispatcher);
  const log = createLogger('worker', { level: 'silent' });
  const daemons: Daemon[] = [];
  const stateDirs: string[] = [];

  await client.deviceTypes.add({ name: 'qemu' });
  for (let n = 1; n <= WORKERS; n++) {
    const name = `worker-${n}`;
    const stateDir = join(directory, name);
    // One account for all jobs, so that each can note what it sees where the others do.
    const accounts = { jobAccounts: 'none' };
    const settings: WorkerSettings = {
      ...{ stateDir, dispatcher, cancelGrace: 10, logLevel: 'silent' as const },
      ...accounts,
    };
    const { joinLine } = await client.workers.add({ name });
    await joinServer(joinLine, settings);
    const { serverKey } = parseJoinLine(joinLine);
    savePlace(stateDir, {
      ...{ name, host: '127.0.0.1', serverKey },
      ...{ controlPort: ports.control, logPort: ports.log },
    });
    const daemon = new Daemon({ settings, log });
    await daemon.start();
    daemons.push(daemon);
    stateDirs.push(stateDir);
  }
  for (let n = 1; n <= BOARDS; n++) {
    const name = `board-${n}`;
    const commands = `{% set user_commands = {'work': {'do': '${name}'}} %}`;
    const dictionary = `{% extends 'qemu.jinja2' %}\n${commands}\n`;
    await client.devices.add({ name, deviceType: 'qemu', dictionary });
    const worker = `worker-${(n % WORKERS) + 1}`;
    await client.devices.update(name, { worker, health: 'good', reason: 'test' });
  }

  const violations = join(lab, 'violations');
  return {
    violations: () => (existsSync(violations) ? readFileSync(violations, 'utf8').trim().split('\n') : []),
    ran: (job) => existsSync(join(lab, 'ran', String(job))),
    held: () => [
      ...readdirSync(join(lab, 'busy')),
      ...stateDirs.flatMap((dir) => readdirSync(join(dir, 'jobs')).map((job) => join(dir, 'jobs', job))),
    ],
    async close() {
      for (const daemon of daemons) await daemon.close();
    },
  };
}
