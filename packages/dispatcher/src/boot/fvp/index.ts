// SPDX-License-Identifier: Apache-2.0

import { readFeedback } from '../../board/feedback.ts';
import type { Method, PlanContext } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { expectShell, overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type FvpBlock, fvpSchema } from './schema.ts';

export const fvp: Method<FvpBlock> = {
  ...fvpSchema,

  plan(context) {
    const { block } = context;
    return {
      name: 'boot-fvp',
      retry: true,
      children: [
        model(context),
        ...login(context),
        ...(block.erpc_app ? [{ name: 'run-fvp-erpc-app' }] : []),
        ...(block.commands ? [{ name: 'run-fvp-shell-commands' }] : []),
      ],
    };
  },
};

function model({ block, targets }: PlanContext<FvpBlock>): StepSpec {
  const byTelnet = [{ name: 'fvp-serial-connect' }, readFeedback(targets)];
  return {
    name: 'boot-fvp-main',
    children: [
      { name: 'check-fvp-version' },
      { name: 'run-fvp' },
      ...((block.use_telnet ?? true) ? byTelnet : []),
    ],
  };
}

function login(context: PlanContext<FvpBlock>): StepSpec[] {
  const { block, target, targets } = context;
  if (!('prompts' in block)) return [];
  return [
    readFeedback(targets),
    autoLogin(context),
    ...(target.needsShell
      ? [expectShell(context), ...('transfer_overlay' in block ? [overlayUnpack(context)] : [])]
      : []),
  ];
}
