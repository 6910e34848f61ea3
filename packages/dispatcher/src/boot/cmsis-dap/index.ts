// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { cmsisDapSchema } from './schema.ts';

export const cmsisDap = method(cmsisDapSchema, (context) => {
  const { board, settings } = context;
  const { parameters } = settings;
  const deployed = context.target.require(DEPLOYED, nothingDeployed);
  const reset = [resetDevice(context), waitFor('device-path', parameters.usb_mass_device)];
  const flash = step('flash-cmsis', async (run) =>
    (await import('./copy.ts')).copyOntoProbe(run, deployed, parameters),
  );
  return retry('boot-cmsis-retry', [
    ...(hasHardReset(board) ? reset : []),
    flash,
    ...((parameters.resets_after_flash ?? true) ? [waitFor('usb-serial')] : []),
    connectDevice(context),
  ]);
});
