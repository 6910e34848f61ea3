// SPDX-License-Identifier: Apache-2.0
import { resetConnection } from '../../board/connection.ts';
import { neededConsole } from '../../board/connection-key.ts';
import { resetDevice } from '../../board/reset.ts';
import { Dialogue } from '../../bootloader/dialogue.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec, step } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type DepthchargeBlock, depthchargeSchema } from './schema.ts';

export const depthcharge = method(depthchargeSchema, (context) => {
  const dialogue = new Dialogue(context, { kernelFollows: true });
  return group('depthcharge-action', [
    step('depthcharge-overlay', async (run) =>
      (await import('./command-line.ts')).prepareDepthcharge(run, dialogue, context.block.extra_kernel_args),
    ),
    retry('depthcharge-retry', [
      resetConnection(context),
      resetDevice(context),
      start(context),
      dialogue.type(),
      ...shellTail(context),
    ]),
  ]);
});

/** Waits until depthcharge says that it starts. */
function start(context: PlanContext<DepthchargeBlock>): StepSpec {
  const console = neededConsole(context);
  return step(
    'depthcharge-start',
    async (run) => (await import('./command-line.ts')).awaitStart(run, context.board, console.get()),
    { timeoutCode: 'step-timeout', defaultTimeout: 90 },
  );
}
