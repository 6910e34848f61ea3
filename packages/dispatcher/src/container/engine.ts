// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobRun } from '../engine/job-run.ts';
import { findTool } from '../host/tool.ts';

/** In this order: the first that is installed. */
const ENGINES = ['docker', 'podman'];

/**
 * The program that runs containers: `container_engine` of the worker's dispatcher settings, else docker, else podman, whose
 * command line is the same.
 * @throws LavaError `host-tool-missing`, `config-invalid`
 */
export function engineOf({ host }: Pick<JobRun, 'host'>): string {
  const { container_engine: wanted } = host.settings;
  if (wanted !== undefined && !ENGINES.includes(String(wanted)))
    throw new LavaError('config-invalid', `container_engine must be docker or podman, found ${wanted}`);
  const found = (wanted === undefined ? ENGINES : [String(wanted)]).find((name) => findTool(name));
  if (found) return found;
  const needed = wanted === undefined ? 'neither docker nor podman is' : `${wanted} is not`;
  throw new LavaError(
    'host-tool-missing',
    `${needed} installed on the worker, for the containers of the job`,
  );
}

/**
 * The program with its options.
 * @param remote address of the engine, where the device has one
 */
export function engineWords(
  job: Pick<JobRun, 'host'>,
  remote?: string | null,
  options: readonly string[] = [],
): string[] {
  const engine = engineOf(job);
  const address = remote ? (engine === 'docker' ? ['--host', remote] : ['--remote', '--url', remote]) : [];
  return [engine, ...address, ...options];
}
