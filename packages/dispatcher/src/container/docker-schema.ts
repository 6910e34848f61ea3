// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { ContainerName, Word } from '../job/text-schema.ts';

/** Name of a container image, with an optional tag. */
export const ImageName = z
  .string()
  .regex(
    /^[a-z0-9]+[a-z0-9._/:-]*[a-z0-9]+(:[a-zA-Z0-9_]+[a-zA-Z0-9._-]*)?$/,
    'is not the name of a container image',
  );

const Common = {
  local: z.boolean().optional().describe('Use the image that the worker has, and do not pull it.'),
  container_name: ContainerName.optional().describe('Name of the container, instead of one that LAVA makes.'),
  network_from: ContainerName.optional().describe('Namespace or container whose network is shared.'),
  login: z
    .looseObject({ registry: Word, user: Word, password: z.string() })
    .optional()
    .describe('Account at the registry that the image is pulled from.'),
};

/** Container that tools run in. */
export const Docker = z.looseObject({ image: ImageName.describe('Container image.'), ...Common });
export type Docker = z.infer<typeof Docker>;

/** The same where the image is called `name`. */
export const NamedDocker = z.looseObject({ name: ImageName.describe('Container image.'), ...Common });
