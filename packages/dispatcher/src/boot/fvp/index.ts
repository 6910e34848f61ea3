// SPDX-License-Identifier: Apache-2.0
import { opensConsole } from '../../board/connection.ts';
import { readFeedback } from '../../board/feedback.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { expectShell, overlayUnpackIfAsked } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type FvpBlock, fvpSchema } from './schema.ts';

export const fvp = method(fvpSchema, (context) => {
  const { block } = context;
  return retry('boot-fvp', [
    model(context),
    ...login(context),
    ...(block.erpc_app ? [unwritten('run-fvp-erpc-app')] : []),
    ...(block.commands ? [unwritten('run-fvp-shell-commands')] : []),
  ]);
});

function model(context: PlanContext<FvpBlock>): StepSpec {
  const telnet = context.block.use_telnet ?? true;
  return group('boot-fvp-main', [
    unwritten('check-fvp-version'),
    opensConsole(context, 'run-fvp'),
    ...(telnet ? [opensConsole(context, 'fvp-serial-connect'), readFeedback()] : []),
  ]);
}

function login(context: PlanContext<FvpBlock>): StepSpec[] {
  const { block, target } = context;
  if (!('prompts' in block)) return [];
  return [
    readFeedback(),
    autoLogin(context),
    ...(target.needsShell ? [expectShell(context), ...overlayUnpackIfAsked(context)] : []),
  ];
}
