// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, nothingDeployed } from '../artefact/deployed.ts';
import type { PlanContext } from '../engine/method.ts';
import { type StepSpec, step } from '../engine/step.ts';
import type { FlashTool } from './flash-tool.ts';

/** Writes the files of the deploy block into the board with a tool of the worker. */
export function flashStep({ target }: PlanContext, tool: FlashTool): StepSpec {
  const deployed = target.require(DEPLOYED, nothingDeployed);
  return step(tool.step, async (run) => (await import('./run-tool.ts')).flash(run, tool, deployed), {
    validate: async () => (await import('./run-tool.ts')).checkTool(tool, deployed),
  });
}
