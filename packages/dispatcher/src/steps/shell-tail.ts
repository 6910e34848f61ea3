// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';

/** Log in, get a shell prompt, fetch the overlay, set the environment: end of most boot methods. */
export function shellTail({ block, target }: PlanContext): StepSpec[] {
  if (!('prompts' in block)) return [];
  return [
    autoLogin(),
    ...(target.needsShell
      ? [
          { name: 'expect-shell-connection' },
          ...('transfer_overlay' in block ? [{ name: 'overlay-unpack' }] : []),
          { name: 'export-device-env' },
        ]
      : []),
  ];
}

export function autoLogin(): StepSpec {
  return { name: 'auto-login-action', retry: true, children: [{ name: 'login-action' }] };
}
