// SPDX-License-Identifier: Apache-2.0
import { ExportParams, ExportQuery, exportFile } from '@lava/protocol/api/exports.ts';
import { begun, EXPORTS } from '../../../results/export.ts';
import { sourceOf } from '../../../results/source.ts';
import { compressed } from '../../http/compress.ts';
import type { Api, ApiContext } from '../../http/context.ts';

const description = `The results of a job for other programs. junit, tap: for CI; csv, yaml, json: all columns of each case; squad-tests, squad-metrics, squad-metadata: the files that SQUAD takes`;

export function exportRoutes(api: Api, { db }: ApiContext): void {
  api.get(
    '/jobs/:id/export/:format',
    { schema: { tags: ['jobs'], description, params: ExportParams, querystring: ExportQuery } },
    async (request, reply) => {
      const { id, format } = request.params;
      const { type, write } = EXPORTS[format];
      const pieces = await begun(write(await sourceOf(db, request.actor, id, request.query)));
      reply
        .type(type)
        .header('cache-control', 'private, no-cache')
        .header('content-disposition', `attachment; filename="${exportFile(id, format)}"`);
      return compressed(request, reply, pieces);
    },
  );
}
