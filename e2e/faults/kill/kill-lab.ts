// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountsBelow } from '@lava/kit/fs/mounts.ts';
import { JOURNAL } from '@lava/kit/leases/journal.ts';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { WorkerJobs } from '@lava/worker/testing/worker-jobs.ts';
import type { Work } from './kinds.ts';

/** Who dies: the dispatcher; before it the worker's daemon; the daemon before it can have noticed. */
export const DEATHS = ['dispatcher', 'daemon first', 'daemon next'] as const;
export type Death = (typeof DEATHS)[number];

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
  directory: [],
};

/** A worker that runs one job at a time, on boards whose power is a file each. */
export class KillLab {
  readonly #jobs = new WorkerJobs({ accounts: false, cleanupTime: 60 });
  readonly #temporary: string;
  #next = 1;

  /** @param temporary where this machine has temporary files, if everything is as it should be none of jobs */
  constructor(temporary: string) {
    this.#temporary = temporary;
  }

  /**
   * Runs a job.
   *
   * @param at the step, counted from 1, at whose beginning its dispatcher is killed; 0 for before the first one;
   *   undefined for not at all
   */
  async run({ definition, device }: Work, at?: number, death: Death = 'dispatcher') {
    const jobs = this.#jobs;
    const id = this.#next++;
    const dir = jobs.dir(id);
    const power = join(jobs.root, `power-${id}`);
    const before = [{ command: { name: 'power_on' } }, { command: { name: 'export' } }];
    await jobs.start({
      job: id,
      definition: JSON.stringify({ ...definition, actions: [...before, ...definition.actions] }),
      device: JSON.stringify({ ...device, commands: { ...device.commands, ...commands(power) } }),
      limits: { logBytes: 100_000_000, seconds: 300 },
    });
    if (at !== undefined) {
      const reached = () => (jobs.exit(id) || this.#steps(id).length >= at ? true : undefined);
      await jobs.soon(`step ${at}`, reached);
      const pid = dir.readProcess()?.pid;
      const kill = () => {
        if (!jobs.exit(id) && pid) process.kill(pid, 'SIGKILL');
      };
      if (death === 'daemon first') await jobs.restart(kill);
      else kill();
      if (death === 'daemon next') await jobs.restart();
    }
    const { status } = await jobs.ended(id);
    const steps = this.#steps(id);
    const left = {
      processes: findProcesses({ variable: `LAVA_JOB_DIR=${dir.path}` }).length,
      power: existsSync(power) ? readFileSync(power, 'utf8').trim() : 'off',
      exported: existsSync(`${power}.exported`),
      leases: existsSync(join(dir.path, JOURNAL)),
      bundle: dir.hasBundle(),
      files: readdirSync(this.#temporary),
      locks: readdirSync(join(jobs.cachePath, 'locks')),
      mounts: mountsBelow(jobs.root),
      loops: loopsBelow(jobs.root),
    };
    await jobs.forget(id);
    return { status, steps, left: { ...left, directory: readdirSync(jobs.jobsPath) } };
  }

  close(): void {
    this.#jobs.close();
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
