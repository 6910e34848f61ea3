// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { HandOver } from '../engine/target.ts';
import { runTool, toolFailed } from '../host/tool.ts';
import type { Docker } from './docker-schema.ts';

/** The image that a deploy block has fetched, for the boot block that runs it. */
export const IMAGE = new HandOver<string>(
  'a container image',
  'put a deploy block `to: docker` of the same namespace before it',
);

/** What registries answer for an image that is not there, or not for everybody. */
const NOT_THERE = /not found|manifest unknown|does not exist|denied|unauthorized/i;

/**
 * Fetches an image, unless it is there and the job takes that one.
 * @param engine the program and its own options
 * @throws LavaError `download-missing`, `download-failed`, `host-tool-missing`
 */
export async function fetchImage(
  run: Run,
  engine: readonly string[],
  { image, local, login }: Pick<Docker, 'image' | 'local' | 'login'>,
): Promise<void> {
  const options = { env: run.job.host.env, allowFailure: true };
  if (local) {
    const { status } = await runTool(run.progress, [...engine, 'image', 'inspect', image], options);
    if (status === 0) return;
    run.log.warning(`the worker does not have the image ${image}: fetching it`);
  }
  // Where the engine keeps accounts is not for the job's.
  const config = login ? await mkdtemp(join(run.job.host.workDir, 'registry-')) : undefined;
  const env = config
    ? { ...options.env, DOCKER_CONFIG: config, REGISTRY_AUTH_FILE: join(config, 'config.json') }
    : options.env;
  if (login) {
    const words = [...engine, 'login', '--username', login.user, '--password-stdin', login.registry];
    const entered = await runTool(run.progress, words, { ...options, env, input: login.password });
    if (entered.status !== 0)
      throw new LavaError('download-missing', `${login.registry} refuses the account ${login.user}`, {
        hint: entered.stderr.trim().slice(-500),
      });
  }
  const pulled = await runTool(run.progress, [...engine, 'pull', image], { ...options, env });
  if (pulled.status === 0) return;
  const code = NOT_THERE.test(pulled.stderr) ? 'download-missing' : 'download-failed';
  throw new LavaError(code, `the image ${image}: ${toolFailed(`${engine[0]} pull`, pulled).message}`);
}
