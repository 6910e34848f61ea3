// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { neededConsole } from '../../board/connection-key.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, step } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv, overlayUnpackIfAsked } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import type { Delivered } from './call-kexec.ts';
import { type KexecBlock, kexecSchema } from './schema.ts';

export const kexec = method(kexecSchema, (context) =>
  retry('kexec-boot', [
    callKexec(context),
    autoLogin(context),
    expectShell(context),
    ...overlayUnpackIfAsked(context),
    exportDeviceEnv(context),
  ]),
);

/** Files that the device may fetch, and their names in a deploy block. */
const FILES = { kernel: ['kernel'], initrd: ['ramdisk', 'initrd'], dtb: ['dtb'] } as const;

function callKexec(context: PlanContext<KexecBlock>): StepSpec {
  const { block } = context;
  const console = neededConsole(context);
  const files = block.deploy ? delivered(context) : [];
  return step(
    'call-kexec',
    async (run) => (await import('./call-kexec.ts')).callKexec(run, block, console, files),
    { timeoutCode: 'step-timeout' },
  );
}

function delivered({ block, target }: PlanContext<KexecBlock>): Delivered[] {
  const { files } = target.require(DEPLOYED, nothingDeployed);
  return (['kernel', 'initrd', 'dtb'] as const).flatMap((key) => {
    const to = block[key];
    if (to === undefined) return [];
    const file = FILES[key].flatMap((role) => files.get(role) ?? [])[0]?.file;
    if (file) return [{ file, to }];
    throw new LavaError('job-invalid', `the deploy block has no ${FILES[key][0]}, which kexec is to fetch`);
  });
}
