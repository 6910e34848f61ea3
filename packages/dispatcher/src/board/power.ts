// SPDX-License-Identifier: Apache-2.0
import { type Run, type StepSpec, step } from '../engine/step.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** Runs the device's `power_off`, where it has that. */
export function powerOff(): StepSpec {
  return step(
    'power-off',
    async (run) => {
      if (!run.job.board.commands.power_off) return;
      await deviceCommand(run, 'power_off');
      run.result({ status: 'success' });
    },
    ON_HOST,
  );
}

/** Runs the device's `pre_power_command` and `power_on`, where it has them. */
export function powerOn(): StepSpec {
  return step(
    'power-on',
    async (run) => {
      const { commands } = run.job.board;
      if (commands.pre_power_command) await deviceCommand(run, 'pre_power_command');
      if (!commands.power_on) return;
      run.job.timing.poweredAt ??= run.log.now();
      await deviceCommand(run, 'power_on');
      run.result({ success: 'power-on' });
    },
    ON_HOST,
  );
}

/** Runs the device's `pre_power_command`. */
export function prePowerCommand(): StepSpec {
  return commandStep('pre-power-command', 'pre_power_command');
}

/** Runs the device's `pre_os_command`. */
export function preOsCommand(): StepSpec {
  return commandStep('pre-os-command', 'pre_os_command');
}

function commandStep(name: string, command: string): StepSpec {
  return step(
    name,
    async (run) => {
      await deviceCommand(run, command);
      run.result({ success: name });
    },
    ON_HOST,
  );
}

async function deviceCommand(run: Run, name: string): Promise<void> {
  await (await import('./commands.ts')).runDeviceCommand(run, name);
}
