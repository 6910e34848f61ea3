// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/** Where a file is, and how to check and unpack it. */
export const Address = z.looseObject({
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  compression: z.enum(['bz2', 'gz', 'xz', 'zip', 'zstd']).nullish(),
  archive: z.enum(['tar']).optional(),
  md5sum: z.string().optional(),
  sha256sum: z.string().optional(),
  sha512sum: z.string().optional(),
  use_cache: z.boolean().optional(),
});
export type Address = z.infer<typeof Address>;

/** A file to fetch, as it stands in deploy blocks. */
export const Artefact = Address.extend({
  /** How overlays go in. */
  format: z.enum(['cpio.newc', 'ext4', 'tar']).optional(),
  partition: z.int().nonnegative().optional(),
  sparse: z.boolean().optional(),
  overlays: z
    .record(
      z.string(),
      z.union([
        z.boolean(),
        Address.extend({ format: z.enum(['file', 'tar']).optional(), path: z.string().optional() }),
      ]),
    )
    .optional(),
});
export type Artefact = z.infer<typeof Artefact>;
