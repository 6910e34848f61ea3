// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import type { Board } from '../job/board.ts';
import { textOf } from '../job/read.ts';

/** What differs between operating systems, by the deploy block's `os`. */
export interface OperatingSystem {
  distro: string;
  lava_test_sh_cmd: string;
  lava_test_results_dir: string;
  /** File that a login shell reads; absent where there is none. */
  lava_test_shell_file?: string;
}

const SH = '/bin/sh';
const BASH = '/bin/bash';
const RESULTS = '/lava-%s';
const SHELL_FILE = '~/.bashrc';

const SYSTEMS: Record<string, OperatingSystem> = {
  android: {
    distro: 'android',
    lava_test_sh_cmd: '/system/bin/sh',
    lava_test_results_dir: '/data/local/tmp/lava-%s',
  },
  apertis: unix('apertis', SH, '/var/lib/lava-%s'),
  archlinux: unix('archlinux', BASH),
  centos: unix('centos', BASH),
  centos_installer: unix('centos', BASH),
  debian: unix('debian', BASH),
  debian_installer: unix('debian', BASH),
  fedora: unix('fedora', BASH),
  lede: { distro: 'lede', lava_test_sh_cmd: SH, lava_test_results_dir: '/tmp/lava-results-%s' },
  oe: unix('oe', SH),
  qnx: unix('qnx', SH),
  slackware: unix('slackware', BASH),
  ubuntu: unix('ubuntu', SH),
};

function unix(distro: string, shell: string, results = RESULTS): OperatingSystem {
  return {
    distro,
    lava_test_sh_cmd: shell,
    lava_test_results_dir: results,
    lava_test_shell_file: SHELL_FILE,
  };
}

/** Name of the distribution, by which definitions list packages; undefined for an `os` that is not known. */
export function distroOf(os: string | undefined): string | undefined {
  return os === undefined ? undefined : SYSTEMS[os]?.distro;
}

export type ShellConstant = 'lava_test_sh_cmd' | 'lava_test_results_dir' | 'lava_test_shell_file';

/** A setting of the device's shell: the job's context wins over the operating system, that over the device. */
export function shellConstant(
  { job, board, os }: { job: Job; board: Board; os: string | undefined },
  name: ShellConstant,
): string | undefined {
  const system = os === undefined ? undefined : SYSTEMS[os];
  const value = job.context?.[name] ?? (system ? system[name] : (board.shell[name] ?? unix('', SH)[name]));
  return value === undefined || value === null ? undefined : textOf(value);
}

/** Directory of the overlay on the device. */
export function resultsDirectory(
  where: { job: Job; board: Board; os: string | undefined },
  jobId: string,
): string {
  const format = shellConstant(where, 'lava_test_results_dir') ?? RESULTS;
  if (format.includes('%s')) return format.replace('%s', jobId);
  throw new LavaError(
    'job-invalid',
    `lava_test_results_dir is ${format}; it must contain %s, the place of the job's number`,
  );
}
