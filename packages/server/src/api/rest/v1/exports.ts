// SPDX-License-Identifier: Apache-2.0
import { ExportParams, ExportQuery, exportFile, QueryExportQuery } from '@lava/protocol/api/exports.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { begun, EXPORTS } from '../../../results/export.ts';
import { kcidb } from '../../../results/formats/kcidb.ts';
import { sourceOf, sourcesOfQuery } from '../../../results/source.ts';
import { compressed } from '../../http/compress.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';

const description = `The results of a job for other programs. junit, tap: for CI; csv, yaml, json: all columns of each case; kcidb: a report for KernelCI's database; squad-tests, squad-metrics, squad-metadata: the files that SQUAD takes`;
const ofQuery = "A report for KernelCI's database of the jobs of a saved query that are over, newest first";

export function exportRoutes(api: Api, { db, settings }: ApiContext): void {
  const pages = settings.publicUrl;

  api.get(
    '/jobs/:id/export/:format',
    { schema: { tags: ['jobs'], description, params: ExportParams, querystring: ExportQuery } },
    async (request, reply) => {
      const { id, format } = request.params;
      const { type, write } = EXPORTS[format];
      const { origin, build } = request.query;
      if (format !== 'kcidb' && (origin ?? build) !== undefined)
        throw new LavaError('request-invalid', 'origin and build are only for the form kcidb');
      const source = await sourceOf(db, request.actor, id, request.query);
      const pieces = await begun(write(source, { origin, build, pages }));
      reply
        .type(type)
        .header('cache-control', 'private, no-cache')
        .header('content-disposition', `attachment; filename="${exportFile(id, format)}"`);
      return compressed(request, reply, pieces);
    },
  );
  api.get(
    '/queries/:id/export/kcidb',
    { schema: { tags: ['queries'], description: ofQuery, params: JobParams, querystring: QueryExportQuery } },
    async (request, reply) => {
      const { origin, build, ...wanted } = request.query;
      const sources = await sourcesOfQuery(db, request.actor, request.params.id, wanted);
      const pieces = await begun(kcidb(sources, { origin, build, pages }));
      reply
        .type(EXPORTS.kcidb.type)
        .header('cache-control', 'private, no-cache')
        .header('content-disposition', `attachment; filename="query-${request.params.id}-kcidb.json"`);
      return compressed(request, reply, pieces);
    },
  );
}
