// SPDX-License-Identifier: Apache-2.0
import type { Run } from '../engine/step.ts';
import { consolesOf } from './consoles.ts';

/** A test asks for it: from here on the log has all output of the consoles of a namespace, also half a line. */
export function showFeedback(run: Run, namespace: string): void {
  const consoles = consolesOf(run.job).all(namespace);
  if (consoles.length === 0)
    run.log.warning(
      `a test asks what the device of namespace ${namespace} says, but no console of it is open`,
    );
  for (const console of consoles) console.flush();
}
