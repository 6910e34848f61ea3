// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { openedConsole } from '../../board/connection-key.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { retry, type StepSpec, step } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type QemuBlock, type QemuDevice, qemuSchema } from './schema.ts';

export const qemu = method(qemuSchema, (context) =>
  retry('boot-image-retry', [retry('boot-qemu-image', [executeQemu(context)]), ...shellTail(context)]),
);

function executeQemu(context: PlanContext<QemuBlock, QemuDevice>): StepSpec {
  const deployed = context.target.require(DEPLOYED, nothingDeployed);
  const console = openedConsole(context);
  return step(
    'execute-qemu',
    async (run) => (await import('./execute.ts')).executeQemu(run, context, deployed, console),
    { validate: async () => (await import('./execute.ts')).validateQemu(context, deployed) },
  );
}
