// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../board/connection-key.ts';
import type { Connection } from '../console/connection.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import { type StepSpec, step } from '../engine/step.ts';
import { Dialogue } from './dialogue.ts';
import type { MenuOptions, PlannedMenu } from './planned-menu.ts';

/** The steps that go through menus of the firmware: it is stopped first, then chosen in. */
export class Menu implements PlannedMenu {
  readonly options: MenuOptions;
  readonly context: PlanContext;
  readonly dialogue: Dialogue;
  readonly #console: Slot<Connection>;

  constructor(context: PlanContext, options: MenuOptions) {
    this.context = context;
    this.options = options;
    this.dialogue = new Dialogue(context, { method: options.method, kernelFollows: true });
    this.#console = neededConsole(context);
  }

  /** Says what will be chosen, before the power is touched. */
  prepare(name: string): StepSpec {
    return step(name, async (run) => (await import('./menu-steps.ts')).describeChoices(run, this));
  }

  /** Stops the firmware before it boots by itself, which brings up its menu. */
  interrupt(name: string): StepSpec {
    return step(
      name,
      async (run) => (await import('./menu-steps.ts')).interruptFirmware(run, this, this.#console.get()),
      { timeoutCode: 'step-timeout' },
    );
  }

  /** Makes the choices. Whether the device has them is judged before anything runs. */
  select(name: string): StepSpec {
    return step(
      name,
      async (run) => (await import('./menu-steps.ts')).makeChoices(run, this, this.#console.get()),
      { validate: async () => (await import('./menu-steps.ts')).checkMenu(this) },
    );
  }
}
