// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../../board/connection-key.ts';
import { method } from '../../engine/method.ts';
import { step } from '../../engine/step.ts';
import { schrootSchema } from './schema.ts';

export const schroot = method(schrootSchema, (context) => {
  const console = neededConsole(context);
  return step(
    'schroot-login',
    async (run) => (await import('./enter.ts')).enter(run, context, console.get()),
    { validate: async () => (await import('./enter.ts')).check(context) },
  );
});
