// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { ArtefactUrl, Headers, Name, PathText } from '../job/text-schema.ts';

/** Where a file is, and how to check and unpack it. */
export const Address = z.looseObject({
  url: ArtefactUrl.describe(
    'Where it is: http, https, file, scp, rclone, or downloads for what an earlier block fetched.',
  ),
  headers: Headers.optional().describe('HTTP headers to send, e.g. for a token.'),
  compression: z
    .enum(['bz2', 'gz', 'xz', 'zip', 'zstd'])
    .nullish()
    .describe('How the file is compressed; it is decompressed while it is downloaded.'),
  archive: z.enum(['tar']).optional().describe('The file is an archive and gets unpacked.'),
  md5sum: z.string().optional().describe('MD5 of the file as it is downloaded.'),
  sha256sum: z.string().optional().describe('SHA-256 of the file as it is downloaded.'),
  sha512sum: z.string().optional().describe('SHA-512 of the file as it is downloaded.'),
  use_cache: z.boolean().optional().describe("False: go around the lab's HTTP cache."),
});
export type Address = z.infer<typeof Address>;

/** A file to fetch, as deploy blocks have it. */
export const Artefact = Address.extend({
  format: z
    .string()
    .optional()
    .describe('What the file is, for its overlays: cpio.newc, ext4 or tar; any text where it has none.'),
  partition: z.int().nonnegative().optional().describe('Number of the partition that overlays go into.'),
  sparse: z.boolean().optional().describe('The image is an Android sparse image.'),
  overlay_backend: z
    .enum(['auto', 'e2fsprogs', 'guestfs'])
    .optional()
    .describe('Tools that put overlays into images.'),
  overlays: z
    .record(
      Name,
      z.union([
        z.boolean(),
        Address.extend({
          format: z.enum(['file', 'tar']).optional().describe('A single file, or an archive to unpack.'),
          path: PathText.optional().describe('Absolute path in the image.'),
        }),
      ]),
    )
    .optional()
    .describe('What is put into the file: `lava: true` for the test overlay, and files of your own by name.'),
});
export type Artefact = z.infer<typeof Artefact>;

/** An artefact whose file system can take the test overlay. */
export const OverlaidArtefact = Artefact.extend({
  'apply-overlay': z.boolean().optional().describe('Put the test overlay into this image.'),
  root_partition: z
    .int()
    .nonnegative()
    .optional()
    .describe('Number of the partition with the root file system; without it the image is the file system.'),
});
export type OverlaidArtefact = z.infer<typeof OverlaidArtefact>;

/** Files by name. */
export function images<T extends z.ZodType>(artefact: T) {
  return z.record(Name, artefact).describe('Files to fetch, by a name of your choice.');
}

export const Uniquify = z
  .boolean()
  .optional()
  .describe('Each file gets a directory of its own; otherwise all are side by side under their own names.');
