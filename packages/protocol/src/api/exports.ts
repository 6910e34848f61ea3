// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { anyOf } from './list.ts';

/** Forms in which other programs take the results of a job, with the ending of a file of it. */
export const EXPORT_FORMATS = {
  junit: 'xml',
  tap: 'tap',
  csv: 'csv',
  yaml: 'yaml',
  json: 'json',
  kcidb: 'json',
  'squad-tests': 'json',
  'squad-metrics': 'json',
  'squad-metadata': 'json',
} as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;
export const EXPORT_NAMES = Object.keys(EXPORT_FORMATS) as [ExportFormat, ...ExportFormat[]];

/** `GET /jobs/:id/export/:format` */
export const ExportParams = z.object({
  id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  format: z.enum(EXPORT_NAMES),
});
export const ExportQuery = z.object({
  suite: anyOf(z.string().min(1).max(1_000)).describe('only these suites'),
  all: z.stringbool().default(false).describe("the dispatcher's own steps (suite lava) too"),
  origin: z
    .string()
    .max(100)
    .regex(/^[a-z0-9_]+$/, 'must be small letters, digits and _')
    .optional()
    .describe('kcidb: the name under which KernelCI knows the lab; otherwise lava'),
  build: z
    .string()
    .max(500)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: -- KCIDB does not take them
    .regex(/^[a-z0-9_]+:[^\x00-\x1f]+$/, 'must be the ID of a build, ORIGIN:NAME')
    .optional()
    .describe("kcidb: the build that was tested; otherwise kcidb_build of the job's metadata"),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

/** Jobs of one report, and what it has where nobody says. */
export const MOST_REPORTED = 10_000;
/** `GET /queries/:id/export/kcidb` */
export const QueryExportQuery = ExportQuery.extend({
  limit: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(MOST_REPORTED)
    .default(1_000)
    .describe('jobs, newest first'),
});
export type QueryExportQuery = z.infer<typeof QueryExportQuery>;

/** Name of the file: `job-7-results.xml`. */
export function exportFile(job: number, format: ExportFormat): string {
  const part = format.startsWith('squad-') || format === 'kcidb' ? format : 'results';
  return `job-${job}-${part}.${EXPORT_FORMATS[format]}`;
}
