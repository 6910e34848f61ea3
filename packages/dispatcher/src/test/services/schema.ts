// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import * as z from 'zod';
import { Address } from '../../artefact/artefact-schema.ts';
import { testMethod } from '../../job/define-method.ts';
import { isEmptyValue, refusal } from '../../job/refusal.ts';
import {
  ArtefactUrl,
  ContainerName,
  GitAddress,
  GitReference,
  Headers,
  ToolPath,
  Word,
} from '../../job/text-schema.ts';

const Common = {
  name: ContainerName.describe('Name of the service in results and container names.'),
  path: ToolPath.describe('Path of the compose file.'),
  service: Word.optional().describe('Service of the compose file; all of them when absent.'),
};

export const Service = z.discriminatedUnion('from', [
  z.looseObject({
    from: z.literal('git'),
    repository: GitAddress.describe('Address of the git repository.'),
    branch: GitReference.min(1).optional().describe('Branch to clone.'),
    revision: GitReference.min(1).optional().describe('Commit to check out.'),
    history: z.boolean().optional().describe('False: the .git directory is removed.'),
    recursive: z.boolean().optional().describe('Clone submodules too.'),
    ...Common,
  }),
  z.looseObject({
    from: z.literal('url'),
    repository: ArtefactUrl.describe('Address of the archive.'),
    compression: Address.shape.compression,
    headers: Headers.optional().describe('HTTP headers to send.'),
    ...Common,
  }),
]);
export type Service = z.infer<typeof Service>;

export const ServicesBlock = Block.extend({ services: z.array(Service).describe('The services to start.') });
export type ServicesBlock = z.infer<typeof ServicesBlock>;

const REQUIRED = ['name', 'from', 'repository', 'path'];

export const servicesSchema = testMethod({
  word: 'services',
  summary: 'Containers on the worker that serve the tests, started by docker compose.',
  block: ServicesBlock,

  refuses({ block, board }) {
    const { services: listed } = block;
    // An empty one is planned as a list of nothing.
    if (!Array.isArray(listed)) return isEmptyValue(listed) ? undefined : 'the block has no `services`';
    const missing = REQUIRED.filter((key) => listed.some((service) => !Object.hasOwn(Object(service), key)));
    return refusal(
      [
        board.allowsTestServices,
        'the device does not allow test services (`allow_test_services` of its parameters)',
      ],
      [missing.length === 0, `a service lacks ${missing.join(', ')}`],
    );
  },
});
