// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import { expectShell, exportDeviceEnv, overlayUnpack } from './connection.ts';

/** Log in, get a shell prompt, fetch the overlay, set the environment: end of most boot methods. */
export function shellTail({ block, target }: PlanContext): StepSpec[] {
  if (!('prompts' in block)) return [];
  return [
    autoLogin(),
    ...(target.needsShell
      ? [expectShell(), ...('transfer_overlay' in block ? [overlayUnpack()] : []), exportDeviceEnv()]
      : []),
  ];
}

export function autoLogin(): StepSpec {
  return { name: 'auto-login-action', retry: true, children: [{ name: 'login-action' }] };
}
