// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { namedCommands } from '../../job/entries.ts';
import { textOf } from '../../job/read.ts';
import { deviceHas, refusal } from '../../job/refusal.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const UuuBlock = BootBlock.extend({
  commands: z
    .union([z.string(), z.array(z.record(z.string(), z.string()))])
    .describe(
      "Name of a command list of the device's method uuu, or the commands, each as `protocol: command`; `{name}` is the file of that name.",
    ),
  docker: Docker.optional().describe('Container that uuu runs in.'),
  skip_uuu_if_bootloader_valid: z
    .boolean()
    .optional()
    .describe('Do nothing when the bootloader that is on the board comes up.'),
});
export type UuuBlock = z.infer<typeof UuuBlock>;

const Command = z.union([z.string(), z.array(z.string())]).nullish();

export const UuuDevice = z.looseObject({
  options: z
    .looseObject({
      usb_otg_path: z.unknown().optional().describe('USB path of the board, as bus:port; one or several.'),
      usb_otg_path_command: Command.describe('Command on the worker that prints it.'),
      corrupt_boot_media_command: Command.describe('U-Boot commands that make the board fall back to USB.'),
      power_off_before_corrupt_boot_media: z.boolean().nullish().describe('Cut the power first.'),
      docker_image: z.string().nullish().describe('Container image that uuu runs in.'),
      remote_options: z.string().nullish().describe('Options of the container engine.'),
      bcu_board_name: z.string().nullish().describe("Name of the board for bcu, the board's control port."),
      bcu_board_id: z.string().nullish().describe('USB path of the control port.'),
      bcu_board_id_command: Command.describe('Command on the worker that prints it.'),
      additional_bcu_cleanup_commands: z.array(z.string()).nullish().describe('bcu commands for the end.'),
    })
    .describe('The USB paths of the board.'),
});

export type UuuDevice = z.infer<typeof UuuDevice>;

export const uuuSchema = bootMethod({
  word: 'uuu',
  summary:
    "NXP boards: loads the files of deploy method uuu over USB, and drives the board's control port (bcu).",
  block: UuuBlock,
  settings: UuuDevice,
  needs: [],
  commands: 'required',

  refuses({ board }) {
    const options = board.entries.boot.uuu?.options;
    if (options === undefined) return 'the device has no boot method uuu with options';
    if (!options.usb_otg_path && !options.usb_otg_path_command)
      throw new LavaError('device-invalid', 'uuu of the device has no usb_otg_path, and no command for it');
    if ((options.corrupt_boot_media_command ?? null) === null)
      throw new LavaError('device-invalid', 'uuu of the device has no corrupt_boot_media_command');
    return refusal(deviceHas(board, 'boot', 'u-boot'));
  },
});

/** A command, and what it is for: `bcu`, `uuu`, or a protocol of uuu. */
export interface UuuCommand {
  protocol: string;
  line: string;
}

/** The commands of the block, or those of the device that it names; none when the device has none of that name. */
export function commandsOf({ commands }: UuuBlock, settings: UuuDevice): UuuCommand[] {
  const list: unknown[] = typeof commands === 'string' ? namedCommands(settings, commands) : commands;
  return list.flatMap((command) =>
    Object.entries(Object(command)).map(([protocol, line]) => ({ protocol, line: textOf(line) })),
  );
}
