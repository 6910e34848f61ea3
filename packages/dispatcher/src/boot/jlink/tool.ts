// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { PlanContext } from '../../engine/method.ts';
import { optionWords } from '../../flash/fill.ts';
import type { FlashFile, FlashTool } from '../../flash/flash-tool.ts';
import { listOf, textOf } from '../../job/read.ts';
import type { JlinkBlock, JlinkDevice } from './schema.ts';

type Context = PlanContext<JlinkBlock, JlinkDevice>;

/** Files that say themselves where they are loaded to. */
const ADDRESSED = /\.(hex|ihex|elf|axf|out|srec|s19|s28|s37|mot)$/i;

export function jlinkTool(context: Context): FlashTool {
  const { board, settings } = context;
  const { command, options } = settings?.parameters ?? {};
  return {
    step: 'flash-jlink',
    program: command ?? 'JLinkExe',
    judge: (files) => void [processorOf(context), scriptOf(context, files.map(placeholder))],
    async runs(_, files) {
      const script = join(dirname(files[0]?.path ?? ''), 'commands.jlink');
      await writeFile(script, scriptOf(context, files).join('\n').concat('\n'), { flag: 'wx' });
      return [
        {
          args: [
            ...optionWords(options),
            ...['-device', processorOf(context), '-autoconnect', '1', '-NoGui', '1', '-ExitOnError', '1'],
            ...['-SelectEmuBySN', board.serials.board ?? '', '-CommanderScript', script],
          ],
        },
      ];
    },
  };
}

function placeholder({ name }: { name: string }): FlashFile {
  return { name, path: name, argument: undefined };
}

/** The chip, and which of its cores, where it has several. */
function processorOf({ block: { coretype }, settings }: Context): string {
  const { processor, supported_core_types: known } = settings?.parameters ?? {};
  if (!processor) throw new LavaError('device-invalid', 'jlink of the device has no processor');
  if (coretype === undefined) return processor;
  const cores = listOf(known).map(textOf);
  if (!cores.includes(coretype))
    throw new LavaError('job-invalid', `the device has no core ${coretype}`, {
      hint: cores.length > 0 ? `it has ${cores.join(', ')}` : 'it has only one',
    });
  return `${processor}_${coretype}`;
}

/** Commands of J-Link Commander: those of the job, or one that writes and one that compares each file. */
function scriptOf({ block, settings }: Context, files: readonly FlashFile[]): string[] {
  const { address, erase_command: erase, reset_command: reset } = settings?.parameters ?? {};
  const start = typeof address === 'number' ? `0x${address.toString(16)}` : (address ?? '0x0');
  const write = block.commands
    ? block.commands.map((line) => filled(line, files))
    : files.flatMap(({ path }) =>
        ADDRESSED.test(path)
          ? [`loadfile ${path}`]
          : [`loadfile ${path} ${start}`, `verifybin ${path} ${start}`],
      );
  return ['r', 'h', 'sleep 500', ...lines(erase), ...write, ...lines(reset), 'qc'];
}

function lines(commands: unknown): string[] {
  return listOf(commands).map(textOf);
}

function filled(line: string, files: readonly FlashFile[]): string {
  return line.replace(/\{([\w-]+)\}/g, (_, name: string) => {
    const file = files.find((each) => each.name === name);
    if (!file)
      throw new LavaError('job-invalid', `no file of the deploy block is called ${name}`, {
        hint: `the command is ${line}; files are ${files.map((each) => each.name).join(', ')}`,
      });
    return file.path;
  });
}
