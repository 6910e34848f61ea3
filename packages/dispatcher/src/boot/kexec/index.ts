// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv, overlayUnpackIfAsked } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { kexecSchema } from './schema.ts';

export const kexec = method(kexecSchema, (context) =>
  retry('kexec-boot', [
    unwritten('call-kexec'),
    autoLogin(context),
    expectShell(context),
    ...overlayUnpackIfAsked(context),
    exportDeviceEnv(context),
  ]),
);
