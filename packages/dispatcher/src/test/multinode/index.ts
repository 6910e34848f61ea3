// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { unwritten } from '../../engine/step.ts';
import { multinodeSchema } from './schema.ts';

/** Scripts whose devices talk to each other. Monitors and interactive tests of a group are the same as without one. */
export const multinode = method(multinodeSchema, () =>
  unwritten('multinode-test', { timeoutCode: 'test-timeout' }),
);
