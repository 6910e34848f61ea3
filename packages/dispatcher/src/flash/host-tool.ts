// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { Container, containerName, networkOf } from '../container/container.ts';
import type { Docker } from '../container/docker-schema.ts';
import { engineWords } from '../container/engine.ts';
import { fetchImage } from '../container/images.ts';
import { usbNodes } from '../container/usb-nodes.ts';
import type { JobRun } from '../engine/job-run.ts';
import type { Run } from '../engine/step.ts';
import { requireTool, runTool, type ToolResult } from '../host/tool.ts';

/** Where a container has the file that a tool gets. */
const PLACE = '/lava-file';

export interface ToolCall {
  device: Device;
  /** Container of the job that tools run in; the worker itself when absent. */
  docker: Docker | undefined;
  words: readonly string[];
  /** In the place of a word `{}`. */
  file?: string;
}

/** @throws LavaError `host-tool-missing` */
export function checkHostTool(job: JobRun, name: string, docker: Docker | undefined): void {
  if (docker) engineWords(job);
  else requireTool(name);
}

/**
 * Runs a tool that talks to the board to its end, on the worker or in a container of its own: a board that restarts comes
 * back as another node, which a container that runs already would not have.
 */
export async function runHostTool(run: Run, { device, docker, words, file }: ToolCall): Promise<ToolResult> {
  const path = docker ? PLACE : file;
  const filled = words.map((word) => (word === '{}' ? (path ?? '') : word));
  run.log.debug(`Calling: ${filled.join(' ')}`);
  const result = docker
    ? await inContainer(run, device, docker, filled, file)
    : await runTool(run.progress, filled, { env: run.job.host.env, allowFailure: true });
  for (const said of `${result.stdout}${result.stderr}`.split('\n'))
    if (said.trim() !== '') run.log.commandOutput(`>> ${said}`);
  run.log.debug(`Returned ${result.status}`);
  return result;
}

async function inContainer(
  run: Run,
  device: Device,
  docker: Docker,
  words: readonly string[],
  file: string | undefined,
): Promise<ToolResult> {
  const engine = engineWords(run.job);
  // Once a job it is fetched; then it is there.
  await fetchImage(run, engine, { ...docker, local: docker.local || fetched.has(run.job) });
  fetched.add(run.job);
  const mount = file === undefined ? [] : ['--mount', `type=bind,source=${file},target=${PLACE},readonly`];
  const container = await Container.create(
    run,
    engine,
    containerName(run, 'lava-tool', docker.container_name),
    {
      image: docker.image,
      options: [
        '--init',
        ...networkOf(run, docker.network_from),
        ...usbNodes(device.device_info ?? []).flatMap((node) => ['--device', node]),
        ...mount,
      ],
      command: words,
      terminal: false,
    },
  );
  const result = await container.runToEnd();
  await container.remove(run.progress);
  return result;
}

const fetched = new WeakSet<JobRun>();

/** How often the kernel is asked for a node, milliseconds. */
const LOOK = 200;

/** Waits until the worker sees one of the USB devices of the board. */
export async function awaitNodes(run: Run, wanted: Parameters<typeof usbNodes>[0]): Promise<void> {
  while (usbNodes(wanted).length === 0) await run.progress.sleep(LOOK);
}
