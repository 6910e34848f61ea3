// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, OverlaidArtefact, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { Name } from '../../job/text-schema.ts';

const Tool = z.looseObject({
  tool: z.string().describe('Absolute path of the program on the device.'),
  options: z.string().describe('Its options; `{DOWNLOAD_URL}` and `{DEVICE}` are filled in.'),
  prompt: z.string().describe('Regular expression of what it prints when it starts.'),
});

export const RemovableBlock = DeployBlock.extend({
  device: z.string().describe("Name of the media in the device's configuration."),
  image: OverlaidArtefact.optional().describe('Image to write.'),
  images: z
    .record(Name, Artefact.extend(OverlaidArtefact.shape))
    .optional()
    .describe('The same with helper files: `image` and, for example, `bmap`.'),
  download: Tool.optional().describe('Program that fetches the image on the device, for dd to write.'),
  writer: Tool.optional().describe('Program that fetches and writes by itself, e.g. bmaptool.'),
  tool: z
    .looseObject({
      prompts: z.array(z.string()).describe('Regular expressions of what is printed when all is written.'),
    })
    .optional()
    .describe('What the writing program prints.'),
  uniquify: Uniquify,
});
export type RemovableBlock = z.infer<typeof RemovableBlock>;

export const removableSchema = deployMethod({
  word: ['sata', 'sd', 'usb'],
  name: 'removable',
  summary: 'Writes an image onto SATA, SD or USB media of a device that runs a system already.',
  block: RemovableBlock,
  needs: [],
  keys: ['device'],

  refuses({ board, block }) {
    const { to: media, device: label } = block;
    if (typeof media !== 'string' || typeof label !== 'string') return '`device` is not text';
    const known = Object.hasOwn(board.media, media) && Object.hasOwn(board.media[media] ?? {}, label);
    return known ? undefined : `the device has no ${media} media ${label} with a uuid`;
  },
});
