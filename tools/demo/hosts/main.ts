// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { say, withTask } from '@lava/kit/task-line.ts';
import { ensureDebianPackages } from '../../debian-packages.ts';
import { type HostsLab, MACHINES, makeHostsLab, Undo, WORKERS } from './machines.ts';
import { runTwoJobs } from './two-jobs.ts';

export interface DemoHostsOptions {
  once: boolean;
  json: boolean;
  port: number;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/**
 * `./lava demo --hosts`: a lab of three machines. Leaves nothing behind.
 * @returns whether everything was as expected
 * @throws Error where this machine cannot do it, saying why; the signal's reason
 */
export async function demoHosts({ once, json, port, signal }: DemoHostsOptions): Promise<boolean> {
  if (process.getuid?.() !== 0)
    throw new Error(
      '--hosts needs root, for machines with networks and file systems of their own: sudo ./lava demo --hosts',
    );
  const started = performance.now();
  say('A lab of three machines');
  await ensureDebianPackages(['hosts', 'package']);
  const arch = hostGuest();
  const payload = await withTask(`payload: kernel and ramdisk for ${arch}`, (task) => getPayload(arch, task));
  const undo = new Undo();
  try {
    const check = () => signal.throwIfAborted();
    const lab = await orAborted(signal, makeHostsLab({ version: ownVersion(), payload, port, undo, check }));
    const prepareSeconds = Math.round(performance.now() - started) / 1000;
    const { url, username, password } = lab;
    say(`\nReady after ${prepareSeconds.toFixed(1)} s: ${url}, user ${username}, password ${password}\n`);
    const summary = await orAborted(signal, runTwoJobs(lab, arch, signal));
    if (json) {
      const machines = Object.entries(MACHINES).map(([name, suite]) => ({
        ...{ name, suite, address: lab.addresses[name] },
      }));
      const report = { ...summary, prepareSeconds, version: lab.version, machines, url, username, password };
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    }
    if (!once && !signal.aborted) await stay(lab, signal);
    return summary.ok;
  } finally {
    say('');
    await withTask('stop', () => undo.all());
  }
}

/** Does not wait for what is under way when somebody asks it to end: that ends with the machines. */
function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}

async function stay(
  { url, username, password, token, shellOn }: HostsLab,
  signal: AbortSignal,
): Promise<void> {
  say('\nThe lab keeps running until Ctrl-C:');
  say(`  web pages     ${url}   user ${username}, password ${password}`);
  say(`  command line  export LAVA_URL=${url} LAVA_TOKEN=${token}`);
  say('                ./lava jobs list; ./lava workers list; ./lava jobs resubmit --follow 1');
  for (const name of ['master', ...WORKERS] as const) say(`  on ${name.padEnd(10)} ${shellOn(name)}`);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    // Nothing else may keep the program waiting here.
    const alive = setInterval(() => undefined, 1 << 30);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(alive);
        resolve();
      },
      { once: true },
    );
  });
}

function ownVersion(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')).version;
}
