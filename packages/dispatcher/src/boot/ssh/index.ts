// SPDX-License-Identifier: Apache-2.0
import { opensConsole } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { sshSchema } from './schema.ts';

export const ssh = method(sshSchema, (context) =>
  retry('login-ssh', [
    unwritten('scp-deploy', { timeoutCode: 'step-timeout' }),
    unwritten('prepare-ssh'),
    opensConsole(context, 'ssh-connection', { timeoutCode: 'step-timeout' }),
    autoLogin(context),
    expectShell(context),
    exportDeviceEnv(context),
    unwritten('scp-overlay-unpack'),
  ]),
);
