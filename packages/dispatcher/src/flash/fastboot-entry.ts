// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../board/connection.ts';
import { neededConsole } from '../board/connection-key.ts';
import { hasHardReset, resetDevice } from '../board/reset.ts';
import { Dialogue } from '../bootloader/dialogue.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { absorbed, type Run, retry, type StepSpec, step } from '../engine/step.ts';
import { HandOver } from '../engine/target.ts';
import type { Fastboot } from './fastboot.ts';

/** Serial number of a device that is looked for when it appears, instead of being configured. */
const UNKNOWN_SERIAL = '0000000000';

/** One block of the namespace looks for the serial number, the later ones use what it found. */
export const SERIAL = new HandOver<Slot<string>>(
  'the serial number of fastboot',
  'a block that detects it comes before',
);

/**
 * A step that talks to the device by fastboot.
 * @param name of the step
 */
export function fastbootStep(
  context: PlanContext,
  name: string,
  work: (fastboot: Fastboot, run: Run) => Promise<void>,
): StepSpec {
  const found = context.target.find(SERIAL);
  const fastboot = async () => new (await import('./fastboot.ts')).Fastboot(context, found);
  return step(name, async (run) => work(await fastboot(), run), {
    timeoutCode: 'step-timeout',
    validate: async (run) => (await fastboot()).check(run),
  });
}

export function uBootEntersFastboot(context: PlanContext): StepSpec[] {
  const connect = connectDevice(context);
  const console = neededConsole(context);
  const children = [
    resetDevice(context),
    new Dialogue(context, { method: 'u-boot', kernelFollows: false }).interrupt(),
  ];
  return [
    connect,
    retry('uboot-enter-fastboot', children, {
      timeoutCode: 'step-timeout',
      async run(run) {
        await run.children();
        await (await import('./u-boot-fastboot.ts')).enterFromUBoot(run, context, console.get());
      },
      validate: async () => void (await import('./u-boot-fastboot.ts')).uBootCommands(context),
    }),
  ];
}

/** A call of fastboot waits for the device itself; a container for it must have the device's node from its start. */
export function waitForBoard({ block, device }: PlanContext): StepSpec {
  const name = 'wait-device-boardid';
  const nodes = device.device_info ?? [];
  if (!block.docker || nodes.length === 0) return absorbed(name, 'fastboot waits for the device itself');
  return step(name, async (run) => (await import('./host-tool.ts')).awaitNodes(run, nodes), {
    timeoutCode: 'step-timeout',
  });
}

/** Reboots a running system, or fastboot itself, into fastboot. */
export function enterFastboot(context: PlanContext): StepSpec {
  return fastbootStep(context, 'enter-fastboot-action', (fastboot, run) => fastboot.enter(run));
}

const INTO = {
  'fastboot-reboot': undefined,
  'fastboot-reboot-bootloader': 'bootloader',
  'fastboot-reboot-fastboot': 'fastboot',
} as const;

export function fastbootReboot(context: PlanContext, variant: keyof typeof INTO): StepSpec {
  return fastbootStep(context, variant, (fastboot, run) => fastboot.reboot(run, INTO[variant]));
}

/**
 * Brings the device into fastboot: through U-Boot, by a power cycle, or by a command.
 * @param beforeReset steps between opening the console and the power cycle
 * @param beforeCommand steps before the command
 */
export function fastbootEntry(
  context: PlanContext,
  { beforeReset = [], beforeCommand = [] }: { beforeReset?: StepSpec[]; beforeCommand?: StepSpec[] } = {},
): StepSpec[] {
  const { board } = context;
  if (board.fastboot.viaUBoot) return [...uBootEntersFastboot(context), ...detectSerial(context)];
  if (hasHardReset(board))
    return [connectDevice(context), ...beforeReset, resetDevice(context), ...detectSerial(context)];
  return [...beforeCommand, enterFastboot(context)];
}

/** At most once in a namespace, and only for devices that are set up so. */
function detectSerial(context: PlanContext): StepSpec[] {
  const { board, target } = context;
  const wanted = board.fastboot.detect && board.serials.fastboot === UNKNOWN_SERIAL;
  if (!wanted || target.find(SERIAL)) return [];
  target.provide(SERIAL, new Slot<string>(`serial number of namespace ${target.namespace}`));
  return [fastbootStep(context, 'detect-fastboot-device', (fastboot, run) => fastboot.detect(run))];
}
