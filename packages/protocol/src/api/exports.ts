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
});
export type ExportQuery = z.infer<typeof ExportQuery>;

/** Name of the file: `job-7-results.xml`. */
export function exportFile(job: number, format: ExportFormat): string {
  const part = format.startsWith('squad-') ? format : 'results';
  return `job-${job}-${part}.${EXPORT_FORMATS[format]}`;
}
