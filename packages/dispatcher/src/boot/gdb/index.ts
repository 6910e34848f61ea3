// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../../artefact/deployed.ts';
import { connectDevice } from '../../board/connection.ts';
import { hasHardReset, resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { group, retry } from '../../engine/step.ts';
import { gdbSchema } from './schema.ts';

export const gdb = method(gdbSchema, (context) => {
  const deployed = context.target.find(DEPLOYED) ?? nothingDeployed();
  const children = [
    ...(hasHardReset(context.board) ? [resetDevice(context)] : []),
    waitFor('usb-serial'),
    connectDevice(context),
  ];
  return group('boot-gdb', [
    retry('boot-gdb-retry', children, {
      // The console is open before the program of the board runs.
      run: async (run) => {
        await run.children();
        await (await import('./debug.ts')).debug(run, context, deployed);
      },
      validate: async () => (await import('./debug.ts')).check(context, deployed),
    }),
  ]);
});
