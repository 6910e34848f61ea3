// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { LavaError } from '../../error/error.ts';
import { AddedResults, type AddResults } from '../added-results.ts';
import { Attachment, AttachmentList, MAX_ATTACHMENT } from '../attachments.ts';
import { json, type Transport } from '../transport.ts';
import { empty, part } from './request.ts';

/** What people and programs add to a job. Apart from the client, so that pages load it only where it is used. */
export function addedMethods({ send }: { send: Transport }) {
  return {
    /** Of tests that did not run on the board, whatever the state of the job. */
    results: (job: number, body: z.input<typeof AddResults>) =>
      json(send('POST', `/jobs/${job}/results`, { body }), AddedResults),
    attachments: {
      list: (job: number) => json(send('GET', `/jobs/${job}/attachments`), AttachmentList),
      /** One that has a name which no other of the job has. */
      add: async (job: number, name: string, content: Blob) => {
        // The server would close the connection in the middle of it.
        if (content.size > MAX_ATTACHMENT)
          throw new LavaError(
            'too-large',
            `${name} is larger than ${MAX_ATTACHMENT} bytes, the most of a file`,
          );
        return json(send('PUT', `/jobs/${job}/attachments/${part(name)}`, { content }), Attachment);
      },
      /** The answer's body is the file, as a stream. */
      get: (job: number, name: string) =>
        send('GET', `/jobs/${job}/attachments/${part(name)}`, { headers: { accept: '*/*' } }),
      remove: (job: number, name: string) => empty(send('DELETE', `/jobs/${job}/attachments/${part(name)}`)),
    },
  };
}
