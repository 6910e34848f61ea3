// SPDX-License-Identifier: Apache-2.0
import { powerOff, powerOn } from '../../board/power.ts';
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { recoverySchema } from './schema.ts';

export const recovery = method(recoverySchema, () =>
  group('recovery-boot', [powerOff(), unwritten('switch-recovery'), powerOn()]),
);
