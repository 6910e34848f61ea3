// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Artefact } from '../../steps/artefact-schema.ts';
import { DeployBlock } from '../../steps/deploy-schema.ts';

/** Gives the device an image as a USB stick, by a USB gadget of the lab. */
export const UsbgMsBlock = DeployBlock.extend({
  to: z.literal('usbg-ms'),
  image: Artefact.describe('Image of the stick.'),
});
export type UsbgMsBlock = z.infer<typeof UsbgMsBlock>;

const Command = z.union([z.string(), z.array(z.string())]);

export const UsbgMsDevice = z.strictObject({
  enable: Command.describe('Command on the worker that plugs the stick in; `{IMAGE}` is the file.'),
  disable: Command.describe('Command on the worker that unplugs it.'),
});
