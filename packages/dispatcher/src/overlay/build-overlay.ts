// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { Run } from '../engine/step.ts';
import { environmentFile, secretsFile } from './environment.ts';
import { addHelpers } from './helpers.ts';
import { resultsDirectory, shellConstant } from './operating-system.ts';
import { Overlay } from './overlay.ts';

/** Begins a new overlay of the namespace: helpers and environment; the definitions come by the steps below. */
export function startOverlay(run: Run, { job, device, board, os }: PlanContext): Overlay {
  const { id: jobId, host } = run.job;
  const where = { job, board, os };
  const directory = resultsDirectory(where, jobId);
  const shell = shellConstant(where, 'lava_test_sh_cmd') ?? '/bin/sh';
  const overlay = new Overlay(directory, shell);
  const { tree } = overlay;
  tree.directory(directory);
  addHelpers(tree, directory, { jobId, job, device, shell });
  tree.directory(`${directory}/tests`);
  tree.directory(`${directory}/results`);
  const { settings, envDut } = host;
  const source = { jobId, job, device, dispatcherIp: host.dispatcherIp(), settings, envDut };
  tree.text(`${directory}/environment`, environmentFile(source));
  const secrets = secretsFile(source);
  if (secrets !== undefined) tree.text(`${directory}/secrets`, secrets, 0o600);
  return overlay;
}
