// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mountsBelow } from '@lava/kit/fs/mounts.ts';
import { JOURNAL } from '@lava/kit/leases/journal.ts';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { WorkerJobs } from '@lava/worker/testing/worker-jobs.ts';
import type { Work } from './materials.ts';

/**
 * Who dies: the dispatcher; before it the worker's daemon; the daemon before it can have noticed; the daemon while it cleans
 * up after the dispatcher.
 */
export const DEATHS = ['dispatcher', 'daemon first', 'daemon next', 'daemon in the clean-up'] as const;
type Death = (typeof DEATHS)[number];

export interface Kill {
  /** The step, counted from 1, at whose beginning the dispatcher is killed; 0 for before the first one. */
  at: number;
  death: Death;
  /** How long a clean-up has before its daemon is killed, milliseconds. */
  delay: number;
}

/** What is there after a job of which nothing is left. */
export const NOTHING = {
  processes: 0,
  power: 'off',
  exported: false,
  leases: false,
  bundle: false,
  files: [],
  locks: [],
  mounts: [],
  loops: [],
  served: [],
  directory: [],
};

/** Of jobs, seconds. */
const CLEANUP_TIME = 60;
const DAEMON = fileURLToPath(import.meta.resolve('@lava/worker/testing/second-daemon.ts'));

/** Where jobs could leave something. */
interface Places {
  /** Where this machine has temporary files; if everything is as it should be, none of jobs. */
  temporary: string;
  tftp: string;
}

/** A worker that runs one job at a time, on boards whose power is a file each. */
export class KillLab {
  readonly number: number;
  readonly #jobs: WorkerJobs;
  readonly #places: Places;
  readonly #standsBy: boolean;
  #next: number;

  /**
   * @param number from 0; jobs of different labs have different numbers
   * @param standsBy whether jobs are given to a dispatcher that waits for one
   */
  constructor(number: number, places: Places, standsBy: boolean) {
    this.number = number;
    this.#places = places;
    this.#standsBy = standsBy;
    this.#next = 1 + number * 100_000;
    this.#jobs = new WorkerJobs({ accounts: false, cleanupTime: CLEANUP_TIME, standby: standsBy });
  }

  /** Runs a job, which nobody kills if `fault` is undefined. */
  async run({ definition, device, dispatcher, isOn }: Work, fault?: Kill) {
    const jobs = this.#jobs;
    if (this.#standsBy) await jobs.standBy();
    const id = this.#next++;
    const dir = jobs.dir(id);
    const power = join(jobs.root, `power-${id}`);
    const [{ namespace } = {}] = definition.actions.flatMap<{ namespace?: string }>(Object.values);
    const before = ['power_on', 'export'].map((name) => ({ command: { name, namespace } }));
    await jobs.start({
      job: id,
      definition: JSON.stringify({ ...definition, actions: [...before, ...definition.actions] }),
      device: JSON.stringify({ ...device, commands: { ...commands(power), ...device.commands } }),
      ...(dispatcher && { dispatcher: JSON.stringify(dispatcher) }),
      limits: { logBytes: 100_000_000, seconds: 300 },
    });
    if (fault) await this.#kill(id, fault);
    const { status } = await jobs.ended(id);
    const steps = this.#steps(id);
    const text = jobs.text(id).slice(-1500);
    const left = {
      processes: findProcesses({ variable: `LAVA_JOB_DIR=${dir.path}`, directory: dir.path }).length,
      power: isOn ? (isOn() ? 'on' : 'off') : existsSync(power) ? readFileSync(power, 'utf8').trim() : 'off',
      exported: existsSync(`${power}.exported`),
      leases: existsSync(join(dir.path, JOURNAL)),
      bundle: dir.hasBundle(),
      files: readdirSync(this.#places.temporary),
      locks: readdirSync(join(jobs.cachePath, 'locks')),
      mounts: mountsBelow(jobs.root),
      loops: loopsBelow(jobs.root),
      served: readdirSync(this.#places.tftp).filter((name) => name.startsWith(`lava-${id}-`)),
    };
    await jobs.forget(id);
    const directory = readdirSync(jobs.jobsPath).filter((name) => !name.startsWith('.standby-'));
    return { status, steps, text, left: { ...left, directory } };
  }

  close(): Promise<void> {
    return this.#jobs.close();
  }

  async #kill(id: number, { at, death, delay }: Kill): Promise<void> {
    const jobs = this.#jobs;
    await jobs.soon(`step ${at}`, () => (jobs.exit(id) || this.#steps(id).length >= at ? true : undefined));
    const pid = jobs.dir(id).readProcess()?.pid;
    const kill = () => {
      if (!jobs.exit(id) && pid) process.kill(pid, 'SIGKILL');
    };
    if (death === 'dispatcher' || death === 'daemon next') kill();
    if (death === 'daemon next') await jobs.restart();
    if (death === 'daemon first') await jobs.restart(kill);
    if (death === 'daemon in the clean-up')
      await jobs.restart(async () => {
        kill();
        const daemon = spawn(process.execPath, [DAEMON, jobs.root, String(CLEANUP_TIME)]);
        await once(daemon.stdout, 'data');
        await sleep(delay);
        if (daemon.exitCode === null) daemon.kill('SIGKILL') && (await once(daemon, 'exit'));
      });
  }

  /** Names of the steps that have begun. */
  #steps(id: number): string[] {
    return this.#jobs.records(id).flatMap(({ step }) => (step?.event === 'start' ? [step.name] : []));
  }
}

/** A switch for the power, and a command that leaves a daemon and an export until it is undone. */
function commands(power: string) {
  const line = (script: string) => `sh -c '${script}'`;
  return {
    power_on: line(`echo on >${power}`),
    power_off: line(`echo off >${power}`),
    hard_reset: [line(`echo off >${power}`), line(`echo on >${power}`)],
    users: {
      export: {
        do: line(`touch ${power}.exported; setsid sleep 600 >/dev/null 2>&1 &`),
        undo: line(`rm -f ${power}.exported`),
      },
    },
  };
}

function loopsBelow(root: string): string[] {
  return readdirSync('/sys/block').flatMap((name) => {
    const file = `/sys/block/${name}/loop/backing_file`;
    const backing = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    return backing.startsWith(`${root}/`) ? [backing] : [];
  });
}
