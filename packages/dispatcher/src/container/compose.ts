// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { findTool, runTool } from '../host/tool.ts';
import { engineWords } from './engine.ts';

/**
 * What starts the containers of a compose file: the plug-in of the engine, or the program of its own.
 * @throws LavaError `host-tool-missing`
 */
export async function composeWords({ progress, job }: Run): Promise<string[]> {
  const plugin = [...engineWords(job), 'compose'];
  const { status } = await runTool(progress, [...plugin, 'version'], {
    env: job.host.env,
    allowFailure: true,
  });
  if (status === 0) return plugin;
  const [engine = ''] = plugin;
  const own = engine === 'podman' ? 'podman-compose' : 'docker-compose';
  if (findTool(own)) return [own];
  throw new LavaError(
    'host-tool-missing',
    `neither ${plugin.join(' ')} nor ${own} is installed on the worker, for the services of the job`,
  );
}
