// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/**
 * A backup is a tar file:
 *
 * | entry                            | what                                                       |
 * |----------------------------------|------------------------------------------------------------|
 * | backup.json                      | {@link Manifest}, the first entry                          |
 * | keys/NAME                        | key of the worker link, password of the first admin        |
 * | database/TABLE/NUMBER.ndjson.zst | rows as JSON, a line each; tables in the manifest's order  |
 * | job-output/YYYY/MM/DD/JOB/FILE   | logs as the log store has them                             |
 * | end.json                         | {@link Ending}, the last entry: without it the file is cut |
 */
export const FORMAT = 1;
export const MANIFEST = 'backup.json';
export const ENDING = 'end.json';

export const Manifest = z.object({
  format: z.literal(FORMAT),
  /** Of the software that made it. */
  version: z.string(),
  created: z.iso.datetime(),
  migrations: z.array(z.object({ version: z.int(), name: z.string(), checksum: z.string() })),
  /** Parents first. */
  tables: z.array(z.string().regex(/^[a-z_]+$/)),
});
export type Manifest = z.infer<typeof Manifest>;

export const Ending = z.object({ rows: z.record(z.string(), z.int()), logs: z.int() });
export type Ending = z.infer<typeof Ending>;

/** Files of the state directory that are kept; each readable only by its owner. */
export const KEY_FILES = ['server.key', 'admin-password'];

export const rowsEntry = (table: string, number: number) =>
  `database/${table}/${String(number).padStart(6, '0')}.ndjson.zst`;
export const ROWS_ENTRY = /^database\/([a-z_]+)\/\d{6,}\.ndjson\.zst$/;
/** What a restore writes below the state directory. */
export const LOG_ENTRY = /^job-output\/(\d{4}\/\d\d\/\d\d\/\d+\/(?:records|log)-[0-9a-z]+\.ndjson\.zst)$/;
