// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { openedConsole } from '../../board/connection-key.ts';
import { pattern } from '../../console/pattern.ts';
import type { PlanContext } from '../../engine/method.ts';
import { waitTime } from '../../engine/waits.ts';
import { optionWords } from '../../flash/fill.ts';
import type { FlashFile, FlashTool } from '../../flash/flash-tool.ts';
import { splitShellWords } from '../../job/shell-words.ts';
import type { DfuBlock, DfuDevice } from './schema.ts';

/** What dfu-util says when the board has taken a file. */
const WORKED = /No error condition is present\s+Done!/;

/** What U-Boot prints then, where the device says nothing else. */
const TAKEN = 'DOWNLOAD \\.\\.\\. OK\\r\\nCtrl\\+C to exit \\.\\.\\.';

export function dfuTool(context: PlanContext<DfuBlock, DfuDevice>): FlashTool {
  const { board, settings } = context;
  const { command, options } = settings.parameters ?? {};
  const { serials, usb } = board;
  const console = openedConsole(context);
  // Some programs that open consoles end lines in a way of their own.
  const taken = (board.bootloaders['u-boot']?.dfuMessage ?? TAKEN).replaceAll('\\r\\n', '[\\r\\n]+');
  const ofBoard = [
    ...optionWords(options),
    ...['--serial', serials.board ?? ''],
    ...(usb.vendor && usb.product ? ['--device', `${usb.vendor}:${usb.product}`] : []),
  ];
  return {
    step: 'flash-dfu',
    program: command ?? 'dfu-util',
    judge: (files) => {
      for (const file of files) imageWords({ ...file, path: '' });
    },
    runs: (run, files) =>
      files.map((file, i) => {
        const resets = i === files.length - 1 && settings.reset_works !== false;
        return {
          args: [...ofBoard, ...imageWords(file), ...(resets ? ['--reset'] : [])],
          says: WORKED,
          after: async () => {
            if (settings.implementation !== 'u-boot') return;
            using limit = waitTime(run);
            await console.get().expect(limit, [pattern(taken)]);
          },
        };
      }),
  };
}

/** Options that choose a place on the board; others would read and write files of the worker. */
const PLACES = new Set([
  '-a',
  '--alt',
  '-i',
  '--intf',
  '-c',
  '--cfg',
  '-s',
  '--dfuse-address',
  '-t',
  '--transfer-size',
]);
const DOWNLOADS = new Set(['-D', '--download']);

/** @throws LavaError `job-invalid` */
function imageWords({ name, argument, path }: FlashFile): string[] {
  if (argument === undefined)
    throw new LavaError(
      'job-invalid',
      `image ${name} has no image_arg, so dfu-util does not know where it goes`,
      {
        hint: `e.g. image_arg: --alt 0 --download {${name}}`,
      },
    );
  const words = splitShellWords(argument).flatMap((word) => {
    const [, option, value] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
    return option !== undefined && value !== undefined ? [option, value] : [word];
  });
  let found = false;
  for (let i = 0; i < words.length; i += 2) {
    const [option = '', value] = words.slice(i, i + 2);
    if (PLACES.has(option) && value !== undefined && /^[\w.:@+-]*$/.test(value) && !value.startsWith('-'))
      continue;
    if (!DOWNLOADS.has(option) || value !== `{${name}}` || found)
      throw new LavaError(
        'job-invalid',
        `image_arg of ${name} has ${option} ${value ?? ''}, which dfu-util does not get`,
        {
          hint: `it may have --alt, --intf, --cfg, --dfuse-address, --transfer-size, and --download {${name}} once`,
        },
      );
    words[i + 1] = path;
    found = true;
  }
  return found ? words : [...words, '--download', path];
}
