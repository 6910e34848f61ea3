// SPDX-License-Identifier: Apache-2.0
import { absorbed, type StepSpec } from '../engine/step.ts';

/** Logs what the connections of other namespaces have said meanwhile. */
export function readFeedback(): StepSpec {
  return absorbed(
    'read-feedback',
    'every console is read all the time, and logged as feedback when it is not in use',
  );
}
