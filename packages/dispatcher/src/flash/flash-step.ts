// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../artefact/deployed.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, unwritten } from '../engine/step.ts';

type FlashStep =
  | 'flash-cmsis'
  | 'flash-dfu'
  | 'flash-jlink'
  | 'flash-openocd'
  | 'flash-pyocd'
  | 'flash-qdl'
  | 'flash-uboot-ums';

/** Writes the files of the deploy block into the board with a tool of the worker. */
export function flashStep({ target }: PlanContext, name: FlashStep): StepSpec {
  target.require(DEPLOYED, nothingDeployed);
  return unwritten(name);
}
