// SPDX-License-Identifier: Apache-2.0
import { DEPLOYED, type Deployed } from '../artefact/deployed.ts';
import { neededConsole } from '../board/connection-key.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { absorbed, type StepSpec, step, unwritten } from '../engine/step.ts';
import type { PlannedDialogue } from './planned-dialogue.ts';

/** Seconds for the dialogue with a bootloader, where nothing else is said (LAVA's value). */
const DIALOGUE_TIMEOUT = 90;

const TYPED = { timeoutCode: 'step-timeout', defaultTimeout: DIALOGUE_TIMEOUT } as const;

export interface DialogueOptions {
  /** Boot method whose prompt and lists of commands these are; that of the block when absent. */
  method?: string;
  /** A kernel starts after the last command, instead of the prompt of the bootloader. */
  kernelFollows: boolean;
}

/** Where and by which key something is stopped. */
interface Stop {
  prompt: string | null | undefined;
  key: string | null | undefined;
}

/** The steps that talk to a bootloader: what to type is worked out first, then the autoboot is stopped, then it is typed. */
export class Dialogue implements PlannedDialogue {
  readonly context: PlanContext;
  readonly method: string;
  readonly kernelFollows: boolean;
  /** What is typed; filled by `prepare`. */
  readonly commands = new Slot<readonly string[]>('commands for the bootloader');
  readonly deployed: Deployed | undefined;
  readonly script: boolean;

  constructor(context: PlanContext, { method, kernelFollows }: DialogueOptions) {
    this.context = context;
    this.method = method ?? String(context.block.method);
    this.kernelFollows = kernelFollows;
    this.deployed = context.target.find(DEPLOYED);
    const { use_bootscript: own } = context.block as { use_bootscript?: boolean };
    this.script = own ?? context.board.bootloaders[this.method]?.script ?? false;
  }

  /**
   * Makes the list of commands, with the placeholders filled in, under LAVA's names.
   * @param media name of LAVA's step for the placeholders of the media, where the method has one
   */
  prepare(media?: 'uboot-from-media' | 'bootloader-from-media'): StepSpec[] {
    return [
      ...(media ? [absorbed(media, 'the placeholders of the media are filled in with the others')] : []),
      this.script && this.method !== 'ipxe'
        ? unwritten('bootloader-overlay')
        : step('bootloader-overlay', async (run) =>
            (await import('./commands.ts')).prepareCommands(run, this),
          ),
    ];
  }

  /** Stops the autoboot. */
  interrupt(): StepSpec {
    const console = neededConsole(this.context);
    return step(
      'bootloader-interrupt',
      async (run) => (await import('./talk.ts')).interrupt(run, this, console),
      { timeoutCode: 'step-timeout' },
    );
  }

  /** Presses a key while something that starts by itself can be stopped. */
  stop(name: string, { prompt, key }: Stop): StepSpec {
    const console = neededConsole(this.context);
    return step(name, async (run) =>
      (await import('./menu-talk.ts')).stopFirmware(run, console.get(), prompt, key),
    );
  }

  /** Types the commands, one a prompt. */
  type(): StepSpec {
    const console = neededConsole(this.context);
    return step(
      'bootloader-commands',
      async (run) => (await import('./talk.ts')).typeCommands(run, this, console),
      TYPED,
    );
  }

  /** Types commands of which the last one gives the board to a tool of the worker: no prompt comes after it. */
  handOver(name: string, commands: readonly string[]): StepSpec {
    const console = neededConsole(this.context);
    return step(name, async (run) =>
      (await import('./talk.ts')).typeAndLeave(run, this, console.get(), commands),
    );
  }

  /** Types the command that boots from the other bank, whose autoboot is to be stopped then. */
  switchBank(): StepSpec {
    const console = neededConsole(this.context);
    return step(
      'bootloader-commands-altbank',
      async (run) => (await import('./talk.ts')).switchBank(run, this, console),
      TYPED,
    );
  }

  /** Stops the autoboot and types the commands: what most bootloaders are asked to do. */
  steps(): StepSpec[] {
    return [this.interrupt(), this.type()];
  }
}
