// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { MenuWords } from '../job/menus.ts';
import type { PlannedDialogue } from './planned-dialogue.ts';

export interface MenuOptions {
  /** Boot method of the device that has the parameters and the lists of choices. */
  method: string;
  /** Name of the list. */
  list: string;
  /** Parameters that say what the first menu ends with, and what follows the last choice. */
  first: keyof MenuWords & ('bootloader_prompt' | 'menu_prompt');
  last: keyof MenuWords & ('boot_message' | 'menu_boot_message');
}

/** What is known of menus of the firmware when the job is planned. */
export interface PlannedMenu {
  context: PlanContext;
  options: MenuOptions;
  /** For the values of placeholders. */
  dialogue: PlannedDialogue;
}
