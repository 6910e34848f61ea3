// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { DownloadsDirectory } from '../../artefact/downloads-directory.ts';
import { literalPattern } from '../../console/pattern.ts';
import { Container, containerName, networkOf } from '../../container/container.ts';
import { deviceOptions } from '../../container/device-options.ts';
import { engineWords } from '../../container/engine.ts';
import { fill } from '../../container/fill.ts';
import { fetchImage } from '../../container/images.ts';
import { usbNodes } from '../../container/usb-nodes.ts';
import type { JobRun } from '../../engine/job-run.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import type { Overlay } from '../../overlay/overlay.ts';
import { runTestShell } from '../../shell-test/test-shell.ts';
import type { DockerTestBlock, DockerTestDevice } from './schema.ts';

type Context = PlanContext<DockerTestBlock, DockerTestDevice>;

/** Namespace of the log for what the shell of the container says. */
const NAMESPACE = 'docker-test-shell';
const PROMPT = `${NAMESPACE}:$ `;

/** Bash where the image has it, as LAVA has it, without files of the image that would change the prompt. */
const SHELL = 'command -v bash >/dev/null && exec bash --norc -i; exec sh -i';

/** @throws LavaError `host-tool-missing`, `config-invalid`, `job-invalid` */
export function checkTests(job: JobRun, { block, device, settings }: Context): void {
  engineWords(job);
  deviceOptions(device, block.docker.devices);
  bindMounts(job, settings);
}

/** Runs the definitions of the block in a container on the worker. */
export async function runTests(
  run: Run,
  context: Context,
  overlay: Overlay,
  downloads: DownloadsDirectory | undefined,
): Promise<void> {
  const { block, device, settings } = context;
  const { docker } = block;
  const engine = engineWords(run.job, undefined, words(settings?.global_options));
  await fetchImage(run, engine, docker);
  const name = containerName(run, 'lava-docker-test-shell', docker.container_name);
  const container = await Container.create(run, engine, name, {
    image: docker.image,
    options: [
      ...['--init', '--hostname', 'lava', '--env', `PS1=${PROMPT}`],
      ...networkOf(run, docker.network_from),
      ...deviceOptions(device, docker.devices),
      ...usbNodes(device.device_info ?? []).flatMap((node) => ['--device', node]),
      ...bindMounts(run.job, settings),
    ],
    command: ['sh', '-c', SHELL],
    terminal: true,
  });
  await fill(run, container, overlay.tree, await downloads?.path(run));
  const connection = await container.attach(NAMESPACE);
  await connection.expect(run.progress, [literalPattern(PROMPT)]);
  await runTestShell(run, context, overlay, { connection });
  await container.remove(run.progress);
}

/** Directories of the worker that the lab gives to all such containers, and further options of the device. */
function bindMounts({ host }: JobRun, settings: DockerTestDevice): string[] {
  const mounts = host.settings.test_docker_bind_mounts ?? [];
  const all = Array.isArray(mounts) ? mounts : [mounts];
  const options = all.flatMap((mount) => {
    const [from, to, mode = 'ro'] = Array.isArray(mount) ? mount.map(String) : [];
    if (!from?.startsWith('/') || !to?.startsWith('/') || !['ro', 'rw'].includes(mode))
      throw new LavaError(
        'config-invalid',
        'test_docker_bind_mounts must be a list of [from, to] or [from, to, rw]',
      );
    return ['--volume', `${from}:${to}:${mode}`];
  });
  return [...options, ...words(settings?.options)];
}

function words(options: readonly (string | null)[] | null | undefined): string[] {
  return (options ?? []).filter((option) => option !== null && option !== '') as string[];
}
