// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../../engine/method.ts';
import { fillFiles, noScripts } from '../../flash/fill.ts';
import type { FlashTool } from '../../flash/flash-tool.ts';
import type { OpenocdBlock, OpenocdDevice } from './schema.ts';

/** An image of this name takes the place of the device's configuration files. */
const SCRIPT = 'openocd_script';

export function openocdTool({ board, settings }: PlanContext<OpenocdBlock, OpenocdDevice>): FlashTool {
  const { command, options, allow_job_scripts: allowed } = settings?.parameters ?? {};
  const scripts = allowed === true;
  const selection = settings?.board_selection_cmd;
  return {
    step: 'flash-openocd',
    program: command ?? 'openocd',
    judge: (files) => {
      if (!scripts && files.some(({ name }) => name === SCRIPT)) throw noScripts(SCRIPT);
    },
    runs(_, files) {
      const own = files.find(({ name }) => name === SCRIPT)?.path;
      const fill = { files, scripts, more: { BOARD_ID: board.serials.board } };
      return [
        {
          args: [
            ...(own === undefined ? (options?.file ?? []) : [own]).flatMap((each) => ['-f', each]),
            ...(options?.search ?? []).flatMap((each) => ['-s', each]),
            ...(typeof options?.debug === 'number' ? [`-d${options.debug}`] : []),
            ...[...(selection ? [selection] : []), ...(options?.command ?? [])].flatMap((each) => [
              '-c',
              fillFiles(each, fill),
            ]),
          ],
        },
      ];
    },
  };
}
