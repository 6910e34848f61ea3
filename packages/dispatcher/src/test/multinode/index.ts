// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { step } from '../../engine/step.ts';
import { expectedCases } from '../../shell-test/expected-cases.ts';
import { overlayOf } from '../../shell-test/overlay-of.ts';
import { multinodeSchema } from './schema.ts';

/** Scripts whose devices talk to each other. Monitors and interactive tests of a group are the same as without one. */
export const multinode = method(multinodeSchema, (context) => {
  const overlay = overlayOf(context);
  return step(
    'multinode-test',
    async (run) => {
      const [{ runTestShell }, { groupTalk }] = await Promise.all([
        import('../../shell-test/test-shell.ts'),
        import('./talk.ts'),
      ]);
      await runTestShell(run, context, overlay.get(), { talk: groupTalk(run, context) });
    },
    { timeoutCode: 'test-timeout', expects: () => expectedCases(context) },
  );
});
