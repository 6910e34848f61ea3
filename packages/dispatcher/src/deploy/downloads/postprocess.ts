// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { DownloadsDirectory } from '../../artefact/downloads-directory.ts';
import { Container, containerName, networkOf } from '../../container/container.ts';
import { deviceOptions } from '../../container/device-options.ts';
import { engineWords } from '../../container/engine.ts';
import { DOWNLOADS_PLACE, fill } from '../../container/fill.ts';
import { fetchImage } from '../../container/images.ts';
import type { JobRun } from '../../engine/job-run.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { packTar } from '../../image/write-tar.ts';
import { environmentFile } from '../../overlay/environment.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import type { DownloadsBlock } from './schema.ts';

type Work = NonNullable<NonNullable<DownloadsBlock['postprocess']>['docker']>;

/** In the directory of the files while it runs. */
const SCRIPT = 'postprocess.sh';

/** @throws LavaError `host-tool-missing`, `job-invalid` */
export function checkPostprocess(job: JobRun, { device }: PlanContext, { devices }: Work): void {
  engineWords(job);
  deviceOptions(device, devices);
}

/**
 * Runs the commands of the job on copies of the files, in a container; what is in their directory afterwards is what later
 * blocks get.
 * @throws LavaError `script-failed` with what they said last
 */
export async function postprocess(
  run: Run,
  { job, device }: PlanContext,
  {
    docker,
    directory,
    overlay,
  }: { docker: Work; directory: DownloadsDirectory; overlay: Overlay | undefined },
): Promise<void> {
  const engine = engineWords(run.job);
  await fetchImage(run, engine, docker);
  const { settings, envDut, dispatcherIp } = run.job.host;
  const files = await directory.path(run);
  const environment = environmentFile({
    ...{ jobId: run.job.id, job, device, settings, envDut },
    dispatcherIp: dispatcherIp(),
  });
  await writeFile(join(files, SCRIPT), `exec 2>&1\nset -ex\n${environment}${docker.steps.join('\n')}\n`);
  if (overlay) await packTar(run.progress, overlay.tree, join(files, 'overlay.tar.gz'));
  const container = await Container.create(
    run,
    engine,
    containerName(run, 'lava-downloads', docker.container_name),
    {
      image: docker.image,
      options: [
        '--workdir',
        DOWNLOADS_PLACE,
        ...networkOf(run, docker.network_from),
        ...deviceOptions(device, docker.devices),
      ],
      command: ['sh', `./${SCRIPT}`],
      terminal: false,
    },
  );
  await fill(run, container, undefined, files);
  const { status, stdout, stderr } = await container.runToEnd();
  const said = `${stdout}${stderr}`.trim();
  for (const line of said.split('\n')) if (line !== '') run.log.commandOutput(line);
  if (status !== 0)
    throw new LavaError('script-failed', `the steps of postprocess ended with status ${status}`, {
      hint: said.slice(-500),
    });
  const worked = await mkdtemp(join(run.job.host.workDir, 'downloads-'));
  await container.copyOut(DOWNLOADS_PLACE, worked);
  await rm(join(worked, SCRIPT), { force: true });
  directory.replace(worked);
  await rm(files, { recursive: true, force: true });
}
