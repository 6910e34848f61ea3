// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Deployed } from '../../artefact/deployed.ts';
import { consolesOf } from '../../board/consoles.ts';
import type { Connection } from '../../console/connection.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import { requireTool } from '../../host/tool.ts';
import { toolVersion } from '../../host/tool-version.ts';
import { judgeCommand, qemuCommand, qemuParameters } from './command-line.ts';
import { sandboxOptions } from './sandbox.ts';
import type { QemuBlock, QemuDevice } from './schema.ts';

type Context = PlanContext<QemuBlock, QemuDevice>;

/** How long QEMU is watched for refusing its command line, milliseconds; a good one has begun to print by then. */
const REFUSAL_TIME = 300;

/** Checks that can be made before anything is touched. */
export function validateQemu(context: Context, deployed: Deployed): void {
  const { block, board, job } = context;
  if ('docker' in block)
    throw new LavaError(
      'step-unavailable',
      'QEMU in a container (`docker` in the boot block) is not supported yet',
      {
        hint: 'leave `docker` out: the job then runs with the QEMU that is installed on the worker',
      },
    );
  const wanted = job.context?.arch;
  const available = board.architectures;
  if (wanted !== undefined && available && !available.includes(String(wanted)))
    throw new LavaError('job-invalid', `context.arch is ${wanted}; the device has ${available.join(', ')}`);
  const { command, options } = qemuParameters(context);
  judgeCommand(context, deployed);
  requireTool(command);
  if (options.some((option) => option.includes('-enable-kvm')) && !existsSync('/dev/kvm'))
    throw new LavaError('host-tool-missing', 'the device requires KVM, but the worker has no /dev/kvm', {
      hint: "set no_kvm in the job's context, or run the worker where KVM is",
    });
}

/** Starts QEMU; its console is the namespace's connection from now on. */
export async function executeQemu(
  run: Run,
  context: Context,
  deployed: Deployed,
  slot: Slot<Connection>,
): Promise<void> {
  const { job } = context;
  const { log } = run;
  const { namespace } = run.step;
  await consolesOf(run.job).close(namespace);
  slot.clear();
  for (const [key, { argument }] of deployed.files)
    if (argument === undefined && key !== 'uefi')
      log.warning(`image ${key} has no image_arg, so QEMU does not get it`);
  const command = qemuCommand(context, deployed);
  const [program = ''] = command;
  const path = requireTool(program);
  command.splice(1, 0, ...(await sandboxOptions(run.progress, run.job.host.downloads.cache, path, command)));
  log.info(`Boot command: ${command.map(shellQuote).join(' ')}`);
  const connection = await consolesOf(run.job).open(run.progress, [path, ...command.slice(1)], {
    name: program,
    tags: ['primary'],
    namespace,
    env: run.job.host.env,
    separateErrors: true,
    pipedOutput: true,
    closedCode: 'qemu-failed',
  });
  run.job.timing.poweredAt ??= log.now();
  run.cleanup.add('stop QEMU', () => consolesOf(run.job).close(namespace, program));
  connection.characterDelay = context.board.delays.boot;
  slot.set(connection);
  run.result({
    qemu_version: await toolVersion(run.progress, run.job.host.downloads.cache, path),
    host_arch: HOST_ARCHES[arch()] ?? arch(),
    job_arch: String(job.context?.arch ?? 'unknown'),
  });
  await connection.settled(run.progress, REFUSAL_TIME);
  if (connection.exitCode === undefined) return;
  const said = connection.errors;
  throw new LavaError(
    'qemu-failed',
    `${program} ended with status ${connection.exitCode}${said ? `: ${said}` : ''}`,
    {
      hint: 'compare image_arg of the images and the context of the job with the manual of QEMU',
    },
  );
}

const HOST_ARCHES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64', arm: 'armv7l' };
