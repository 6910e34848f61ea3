// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { opensConsole } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { qemuIsoSchema } from './schema.ts';

export const qemuIso = method(qemuIsoSchema, (context) => {
  context.target.require(DEPLOYED, nothingDeployed);
  return retry('boot-installer-iso', [
    opensConsole(context, 'execute-installer-command'),
    unwritten('monitor-installer-connection'),
    unwritten('reboot-into-installed'),
    autoLogin(context),
    expectShell(context),
    exportDeviceEnv(context),
  ]);
});
