// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { retry, step } from '../../engine/step.ts';
import { expectedCases } from '../../shell-test/expected-cases.ts';
import { overlayOf } from '../../shell-test/overlay-of.ts';
import { definitionsSchema } from './schema.ts';

export const definitions = method(definitionsSchema, (context) => {
  const overlay = overlayOf(context);
  return retry('lava-test-retry', [
    step(
      'lava-test-shell',
      async (run) =>
        (await import('../../shell-test/test-shell.ts')).runTestShell(run, context, overlay.get()),
      { timeoutCode: 'test-timeout', expects: () => expectedCases(context) },
    ),
  ]);
});
