// SPDX-License-Identifier: Apache-2.0
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';

import { shellTail } from '../../login/shell-tail.ts';
import { type QemuBlock, qemuSchema } from './schema.ts';

export const qemu: Method<QemuBlock> = {
  ...qemuSchema,

  plan(context) {
    return {
      name: 'boot-image-retry',
      retry: true,
      children: [
        { name: 'boot-qemu-image', retry: true, children: [executeQemu(context)] },
        ...shellTail(context),
      ],
    };
  },
};

function executeQemu(context: PlanContext<QemuBlock>): StepSpec {
  return {
    name: 'execute-qemu',
    validate: async (run) => (await import('./execute.ts')).validateQemu(run, context),
    run: async (run) => (await import('./execute.ts')).executeQemu(run, context),
  };
}
