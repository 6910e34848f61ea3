// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { ToolPath } from '../../job/text-schema.ts';

const Image = Artefact.extend({
  root_partition: z
    .int()
    .nonnegative()
    .optional()
    .describe('Number of the partition with the root file system.'),
  type: z.string().optional().describe('What the file is: image.'),
});

export const AvhBlock = DeployBlock.extend({
  options: z
    .looseObject({
      model: z.string().optional().describe('Board that is simulated, e.g. kronos.'),
      api_endpoint: z.string().optional().describe('Address of the service.'),
      project_name: z.string().optional().describe('Project of the service that the instance belongs to.'),
    })
    .optional()
    .describe("Settings of the service that differ from the device's."),
  images: images(Image).optional(),
  fw_package: Image.extend({
    storage_file: ToolPath.optional().describe('Name of the disk image inside the package.'),
  })
    .optional()
    .describe('A finished firmware package.'),
});
export type AvhBlock = z.infer<typeof AvhBlock>;

export const AvhDevice = z
  .looseObject({ options: z.looseObject({}).nullish().describe('Model, service and project.') })
  .nullable();

export type AvhDevice = z.infer<typeof AvhDevice>;

export const avhSchema = deployMethod({
  word: 'avh',
  summary:
    'Arm Virtual Hardware: uploads a firmware package, or makes one of kernel, device tree and root file system.',
  block: AvhBlock,
  settings: AvhDevice,
});
