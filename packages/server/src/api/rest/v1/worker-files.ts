// SPDX-License-Identifier: Apache-2.0
import { SavedText, TextBody, TextHistory, TextVersion, type WorkerFile } from '@lava/protocol/api/lab.ts';
import { setWorkerFile, workerFile, workerFileHistory } from '../../../workers/files.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { expectedVersion, IfMatch, NameParams } from '../../http/params.ts';

const tags = ['workers'];

/** What the jobs of a worker get: LAVA's dispatcher.yaml, env.yaml and env-dut.yaml. */
export function workerFileRoutes(api: Api, { db }: ApiContext, file: WorkerFile): void {
  const path = `/workers/:name/${file}`;
  api.get(
    path,
    { schema: { tags, params: NameParams, response: { 200: TextVersion } } },
    async ({ actor, params }, reply) => {
      const text = await workerFile(db, actor, params.name, file);
      reply.header('etag', `"${text.version}"`);
      return text;
    },
  );
  api.put(
    path,
    { schema: { tags, params: NameParams, headers: IfMatch, body: TextBody, response: { 200: SavedText } } },
    async ({ actor, params, headers, body }) =>
      setWorkerFile(db, actor, params.name, file, { text: body.text, expected: expectedVersion(headers) }),
  );
  api.get(
    `${path}/history`,
    { schema: { tags, params: NameParams, response: { 200: TextHistory } } },
    async ({ actor, params }) => ({ versions: await workerFileHistory(db, actor, params.name, file) }),
  );
}
