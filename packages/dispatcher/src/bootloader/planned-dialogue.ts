// SPDX-License-Identifier: Apache-2.0
import type { Deployed } from '../artefact/deployed.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';

/** What is known of a dialogue with a bootloader when the job is planned. */
export interface PlannedDialogue {
  context: PlanContext;
  /** Boot method whose prompt and lists of commands these are. */
  method: string;
  /** A kernel starts after the last command, instead of the prompt of the bootloader. */
  kernelFollows: boolean;
  /** What is typed; filled when the job runs. */
  commands: Slot<readonly string[]>;
  deployed: Deployed | undefined;
  /** The commands are typed by a script that the bootloader loads. */
  script: boolean;
}
