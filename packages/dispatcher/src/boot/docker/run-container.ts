// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { DownloadsDirectory } from '../../artefact/downloads-directory.ts';
import { consolesOf } from '../../board/consoles.ts';
import type { Connection } from '../../console/connection.ts';
import { Container, containerName } from '../../container/container.ts';
import { engineWords } from '../../container/engine.ts';
import { fill } from '../../container/fill.ts';
import { optionsOf } from '../../container/run-options.ts';
import type { JobRun } from '../../engine/job-run.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { splitShellWords } from '../../job/shell-words.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import type { DockerBlock, DockerDevice } from './schema.ts';

type Context = PlanContext<DockerBlock, DockerDevice>;

/** @throws LavaError `host-tool-missing`, `job-invalid` */
export function checkContainer(job: JobRun, { block }: Context): void {
  engineWords(job);
  if (splitShellWords(block.command).length === 0) throw new LavaError('job-invalid', '`command` is empty');
}

interface Given {
  image: string;
  overlay: Overlay | undefined;
  downloads: DownloadsDirectory | undefined;
  console: Slot<Connection>;
}

/** Runs the command of the job in a container of the image; its terminal is the console of the namespace from now on. */
export async function runContainer(
  run: Run,
  { block, settings, board }: Context,
  { image, overlay, downloads, console }: Given,
): Promise<void> {
  const { namespace } = run.step;
  await consolesOf(run.job).close(namespace);
  console.clear();
  const engine = engineWords(run.job, settings?.options?.remote);
  const container = await Container.create(run, engine, containerName(run, 'lava', undefined), {
    image,
    options: ['--hostname', 'lava', ...optionsOf(settings?.options)],
    command: splitShellWords(block.command),
    terminal: true,
  });
  await fill(run, container, overlay?.tree, await downloads?.path(run));
  run.job.timing.poweredAt ??= run.log.now();
  const connection = await container.attach(namespace);
  connection.characterDelay = board.delays.boot;
  console.set(connection);
}
