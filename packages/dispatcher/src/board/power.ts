// SPDX-License-Identifier: Apache-2.0
import type { StepSpec } from '../engine/step.ts';

export function powerOff(): StepSpec {
  return {
    name: 'power-off',
    timeoutCode: 'step-timeout',
    run: async (run) => {
      if (!run.job.device.commands?.power_off) return;
      await (await import('./commands.ts')).runDeviceCommand(run, 'power_off');
      run.result({ status: 'success' });
    },
  };
}

export function powerOn(): StepSpec {
  return {
    name: 'power-on',
    timeoutCode: 'step-timeout',
    run: async (run) => {
      const { runDeviceCommand } = await import('./commands.ts');
      if (run.job.device.commands?.pre_power_command) await runDeviceCommand(run, 'pre_power_command');
      if (!run.job.device.commands?.power_on) return;
      run.job.timing.poweredAt ??= run.log.now();
      await runDeviceCommand(run, 'power_on');
      run.result({ success: 'power-on' });
    },
  };
}

/** Runs the device's `pre_power_command`. */
export function prePowerCommand(): StepSpec {
  return deviceCommand('pre-power-command', 'pre_power_command');
}

/** Runs the device's `pre_os_command`. */
export function preOsCommand(): StepSpec {
  return deviceCommand('pre-os-command', 'pre_os_command');
}

function deviceCommand(step: string, command: string): StepSpec {
  return {
    name: step,
    timeoutCode: 'step-timeout',
    run: async (run) => {
      await (await import('./commands.ts')).runDeviceCommand(run, command);
      run.result({ success: step });
    },
  };
}
