// SPDX-License-Identifier: Apache-2.0
import { openedConsole } from '../../board/connection-key.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { absorbed, retry, step } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { OVERLAY } from '../../overlay/overlay.ts';
import { type SshBlock, sshSchema } from './schema.ts';
import type { SshSystem } from './system.ts';

export const ssh = method(sshSchema, (context) => {
  const { target } = context;
  const console = openedConsole(context);
  const overlay = target.needsShell ? target.find(OVERLAY) : undefined;
  let made: SshSystem | undefined;
  /** One for all steps: the address may come from a message, which comes once. */
  const system = async () => {
    made ??= new (await import('./system.ts')).SshSystem(context);
    return made;
  };
  return retry('login-ssh', [
    step('scp-deploy', async (run) => (await system()).copy(run, overlay?.get()), {
      timeoutCode: 'step-timeout',
      validate: async () => (await system()).check(),
    }),
    absorbed('prepare-ssh', 'scp-deploy is the first that calls the system, and settles how'),
    step('ssh-connection', async (run) => (await system()).connect(run, console), {
      timeoutCode: 'step-timeout',
    }),
    autoLogin(running(context)),
    expectShell(context),
    exportDeviceEnv(context),
    step('scp-overlay-unpack', async (run) => (await system()).unpack(run, console.get(), overlay?.get()), {
      timeoutCode: 'overlay-failed',
    }),
  ]);
});

/** No kernel starts on a session of a running system, and what the kernel says does not come there. */
function running(context: PlanContext<SshBlock>): PlanContext<SshBlock> {
  const { block } = context;
  const parameters = { ...block.parameters, 'kernel-start-message': '' };
  return { ...context, block: { ...block, ignore_kernel_messages: true, parameters } };
}
