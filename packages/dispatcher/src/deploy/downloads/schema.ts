// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact, images, Uniquify } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { Docker } from '../../container/docker-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { DeviceNode } from '../../job/text-schema.ts';

export const DownloadsBlock = DeployBlock.extend({
  images: images(Artefact),
  uniquify: Uniquify,
  postprocess: z
    .looseObject({
      docker: Docker.extend({
        steps: z.array(z.string()).describe('Shell commands, run in the directory of the files.'),
        devices: z.array(DeviceNode).optional().describe('Device nodes of the worker to pass in.'),
      })
        .optional()
        .describe('Work on the files in a container.'),
    })
    .optional()
    .describe('What to do with the files once they are there.'),
});
export type DownloadsBlock = z.infer<typeof DownloadsBlock>;

export const downloadsSchema = deployMethod({
  word: 'downloads',
  summary: 'Fetches files that later blocks name by `downloads://`, and may work on them in a container.',
  block: DownloadsBlock,
  needs: [],
});
