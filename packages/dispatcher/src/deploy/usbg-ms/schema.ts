// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const UsbgMsBlock = DeployBlock.extend({
  image: Artefact.describe('Image of the stick.'),
});
export type UsbgMsBlock = z.infer<typeof UsbgMsBlock>;

const Command = z.union([z.string(), z.array(z.string())]);

export const UsbgMsDevice = z.strictObject({
  enable: Command.describe('Command on the worker that plugs the stick in; `{IMAGE}` is the file.'),
  disable: Command.describe('Command on the worker that unplugs it.'),
});

export type UsbgMsDevice = z.infer<typeof UsbgMsDevice>;

export const usbgMsSchema = deployMethod({
  word: 'usbg-ms',
  summary: 'Gives the device an image as a USB stick, by a USB gadget of the lab.',
  block: UsbgMsBlock,
  settings: UsbgMsDevice,

  refuses({ board }) {
    const commands = [...(board.entries.deploy['usbg-ms']?.keys ?? [])].sort();
    if (commands.join() === 'disable,enable') return undefined;
    throw new LavaError('device-invalid', 'usbg-ms of the device must have exactly `enable` and `disable`');
  },
});
