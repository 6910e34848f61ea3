// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, type Deployed, nothingDeployed } from '../../artefact/deployed.ts';
import { openedConsole } from '../../board/connection-key.ts';
import { readFeedback } from '../../board/feedback.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { Slot } from '../../engine/slot.ts';
import { group, retry, type StepSpec, step } from '../../engine/step.ts';
import { expectShell, overlayUnpackIfAsked } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import type { Model } from './model.ts';
import { type FvpBlock, type FvpDevice, fvpSchema } from './schema.ts';

type Context = PlanContext<FvpBlock, FvpDevice>;

const ENDS = { timeoutCode: 'step-timeout' } as const;

export const fvp = method(fvpSchema, (context) => {
  const { block, target } = context;
  const { erpc_app: app, commands } = block;
  const console = openedConsole(context);
  const model = new Slot<Model>(`model of namespace ${target.namespace}`);
  const talk = () => import('./talk.ts');
  return retry('boot-fvp', [
    main(context, target.find(DEPLOYED) ?? nothingDeployed(), model),
    ...login(context),
    ...(app
      ? [step('run-fvp-erpc-app', async (run) => (await talk()).runApp(run, model.get(), app, console), ENDS)]
      : []),
    ...(commands
      ? [
          step(
            'run-fvp-shell-commands',
            async (run) => (await talk()).runCommands(run, model.get(), commands, console),
            ENDS,
          ),
        ]
      : []),
  ]);
});

function main(context: Context, deployed: Deployed, model: Slot<Model>): StepSpec {
  const console = openedConsole(context);
  return group('boot-fvp-main', [
    step('check-fvp-version', async (run) => (await import('./model.ts')).checkVersion(run, context), {
      ...ENDS,
      validate: async ({ job }) => (await import('./model.ts')).checkModel(job, context, deployed),
    }),
    step(
      'run-fvp',
      async (run) => model.set(await (await import('./model.ts')).runModel(run, context, deployed, console)),
      ENDS,
    ),
    ...((context.block.use_telnet ?? true)
      ? [
          step(
            'fvp-serial-connect',
            async (run) => (await import('./talk.ts')).connectPorts(run, context, model.get(), console),
            ENDS,
          ),
          readFeedback(),
        ]
      : []),
  ]);
}

function login(context: Context): StepSpec[] {
  const { block, target } = context;
  if (!('prompts' in block)) return [];
  return [
    readFeedback(),
    autoLogin(context),
    ...(target.needsShell ? [expectShell(context), ...overlayUnpackIfAsked(context)] : []),
  ];
}
