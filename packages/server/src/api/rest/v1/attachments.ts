// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import {
  Attachment,
  AttachmentList,
  AttachmentName,
  MAX_ATTACHMENT,
} from '@lava/protocol/api/attachments.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { attach, attachments, readAttachment, removeAttachment } from '../../../jobs/attachments.ts';
import type { Api, ApiContext } from '../../http/context.ts';
import { JobParams } from '../../http/params.ts';

const FileParams = JobParams.extend({ name: AttachmentName });
const tags = ['jobs'];
const ADD = `The body is the file, of whatever type, at most ${MAX_ATTACHMENT / 1024 / 1024} MiB`;

export function attachmentRoutes(api: Api, { db, settings }: ApiContext): void {
  api.get(
    '/jobs/:id/attachments',
    { schema: { tags, params: JobParams, response: { 200: AttachmentList } } },
    async ({ actor, params }) => attachments(db, actor, params.id),
  );

  api.get(
    '/jobs/:id/attachments/:name',
    { schema: { tags, params: FileParams } },
    async ({ actor, params: { id, name } }, reply) => {
      const { size, data } = await readAttachment(db, actor, id, name);
      // Whatever it is, a browser stores it: pages of others must not run at this address.
      return reply
        .type('application/octet-stream')
        .headers({
          'content-length': size,
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'private, no-cache',
        })
        .send(Readable.from(data, { objectMode: false }));
    },
  );

  api.delete(
    '/jobs/:id/attachments/:name',
    { schema: { tags, params: FileParams } },
    async ({ actor, params: { id, name } }, reply) => {
      await removeAttachment(db, actor, id, name);
      return reply.status(204).send();
    },
  );

  // What is JSON elsewhere is a file here.
  void api.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_ATTACHMENT },
      (_request, body, done) => done(null, body),
    );
    (scope as unknown as Api).put(
      '/jobs/:id/attachments/:name',
      {
        config: { scope: 'submit' },
        schema: { tags, description: ADD, params: FileParams, response: { 200: Attachment } },
      },
      async ({ actor, params: { id: job, name }, body }) => {
        if (!Buffer.isBuffer(body) || body.length === 0)
          throw new LavaError('request-invalid', 'the body must be the file: this one is empty');
        return attach(db, actor, { job, name, data: body, most: settings.attachmentsMib });
      },
    );
  });
}
