// SPDX-License-Identifier: Apache-2.0
import { runDeviceCommand } from '../../board/commands.ts';
import type { PlanContext } from '../../engine/method.ts';
import { optionWords } from '../../flash/fill.ts';
import type { FlashTool } from '../../flash/flash-tool.ts';
import type { PyocdBlock, PyocdDevice } from './schema.ts';

/** The program of old versions, which only flashes. */
const OLD = 'pyocd-flashtool';

export function pyocdTool({ board, settings }: PlanContext<PyocdBlock, PyocdDevice>): FlashTool {
  const { command, options } = settings?.parameters ?? {};
  const program = command ?? OLD;
  const words = optionWords(options);
  const isOld = program.endsWith(OLD);
  // Some devices name its sub-command among the options.
  const named = words[0]?.startsWith('-') === false;
  const serial = board.serials.board ?? '';
  return {
    step: 'flash-pyocd',
    program,
    runs: (run, files) =>
      files.map(({ path }, i) => ({
        args: [...(isOld || named ? [] : ['flash']), ...words, isOld ? '--board' : '--uid', serial, path],
        after: async () => {
          if (i === files.length - 1 && board.commands.pre_os_command)
            await runDeviceCommand(run, 'pre_os_command');
        },
      })),
  };
}
