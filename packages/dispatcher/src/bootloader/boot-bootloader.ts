// SPDX-License-Identifier: Apache-2.0
import { connectDevice, resetConnection } from '../board/connection.ts';
import { resetDevice } from '../board/reset.ts';
import type { PlanContext } from '../engine/method.ts';
import { group, type StepSpec } from '../engine/step.ts';
import { Dialogue } from './dialogue.ts';

interface Options {
  reset_connection?: boolean | undefined;
  reset_device?: boolean | undefined;
  reset?: boolean | undefined;
}

/** Brings the device to the prompt of a bootloader and runs commands there. @param method of the bootloader */
export function bootBootloader(context: PlanContext, method: string, options: Options): StepSpec[] {
  const reset = options.reset_device !== false && options.reset !== false;
  const dialogue = new Dialogue(context, { method, kernelFollows: false });
  return [
    ...dialogue.prepare(),
    group('boot-bootloader', [
      options.reset_connection === false ? connectDevice(context) : resetConnection(context),
      ...(reset ? [resetDevice(context)] : []),
      ...dialogue.steps(),
    ]),
  ];
}
