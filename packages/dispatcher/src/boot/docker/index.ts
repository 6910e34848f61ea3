// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { opensConsole } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { dockerSchema } from './schema.ts';

export const docker = method(dockerSchema, (context) => {
  const { block, target } = context;
  target.require(DEPLOYED, nothingDeployed);
  return retry('boot-docker', [
    opensConsole(context, 'docker-run'),
    ...('prompts' in block && target.needsShell ? [expectShell(context), exportDeviceEnv(context)] : []),
  ]);
});
