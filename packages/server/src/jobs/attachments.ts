// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type Attachment, type AttachmentList, MAX_ATTACHMENTS } from '@lava/protocol/api/attachments.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../db/database.ts';
import {
  type AttachmentRow,
  deleteAttachment,
  findAttachment,
  insertAttachment,
  listAttachments,
  partsOf,
  roomOf,
  roomOfAttachments,
} from '../db/queries/attachments.ts';
import { audit } from '../db/queries/audit.ts';
import { lockJob } from '../db/queries/job-state.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, mayReadSecrets, maySeeJob } from '../rights/permissions.ts';
import { forbidden, hidden, notFound } from '../rights/refusals.ts';

/** Files of a job: everybody who sees it reads them, its submitter and admins add and remove them, whatever its state. */

const MIB = 1024 * 1024;

export function attachments(db: Database, actor: Actor | null, job: number): Promise<AttachmentList> {
  return db.run(async (q) => {
    const changes = await mayChange(q, actor, job);
    const rows = await listAttachments(q, job, MAX_ATTACHMENTS);
    return { items: rows.map((row) => toAttachment(row, changes)), next: null, may: changes ? ['add'] : [] };
  });
}

/**
 * @param most MiB of attachments of all jobs
 * @throws LavaError `conflict` when the job has one of this name, or as many as it may have; `disk-full` at `most`
 */
export function attach(
  db: Database,
  actor: Actor | null,
  { job, name, data, most }: { job: number; name: string; data: Buffer; most: number },
): Promise<Attachment> {
  return db.transaction(async (q) => {
    const { username } = await lockForChange(q, actor, job);
    const known = await listAttachments(q, job, MAX_ATTACHMENTS);
    if (known.length >= MAX_ATTACHMENTS)
      throw new LavaError('conflict', `job ${job} has ${MAX_ATTACHMENTS} attachments, the most there can be`);
    if ((await roomOfAttachments(q)) + roomOf(data.length) > most * MIB)
      throw new LavaError(
        'disk-full',
        `the server keeps ${most} MiB of attachments, and there is no room for this`,
        {
          hint: 'an admin removes some, or sets attachments_mib',
        },
      );
    const sha256 = createHash('sha256').update(data).digest();
    const row = await insertAttachment(q, { job_id: job, name, sha256, added_by: username, data });
    if (!row)
      throw new LavaError('conflict', `job ${job} has an attachment ${name} already`, {
        hint: 'remove it first, or give this one another name',
      });
    await audit(q, {
      ...{ actor: username, kind: 'job', object: job, action: 'attach' },
      new: `${name}, ${data.length} bytes`,
    });
    return toAttachment(row, true);
  });
}

/** Its length, and its bytes as they are read. */
export async function readAttachment(
  db: Database,
  actor: Actor | null,
  job: number,
  name: string,
): Promise<{ size: number; data: AsyncGenerator<Buffer> }> {
  const found = await db.run(async (q) => {
    await mayChange(q, actor, job);
    return findAttachment(q, job, name);
  });
  if (!found) throw notFound('attachment', name);
  return { size: found.size, data: bytesOf(db, found) };
}

/** @throws LavaError when it is removed meanwhile: its reader must not take a part for the whole */
async function* bytesOf(db: Database, { id, size }: { id: number; size: number }): AsyncGenerator<Buffer> {
  for (let from = 0, left = size; left > 0; ) {
    const parts = await db.run((q) => partsOf(q, id, from));
    if (parts.length === 0) throw new LavaError('not-found', 'the attachment was removed while it was read');
    yield* parts;
    from += parts.length;
    for (const part of parts) left -= part.length;
  }
}

export function removeAttachment(
  db: Database,
  actor: Actor | null,
  job: number,
  name: string,
): Promise<void> {
  return db.transaction(async (q) => {
    const { username } = await lockForChange(q, actor, job);
    if (!(await deleteAttachment(q, job, name))) throw notFound('attachment', name);
    await audit(q, {
      ...{ actor: username, kind: 'job', object: job, action: 'remove attachment' },
      old: name,
    });
  });
}

async function lockForChange(q: Queries, actor: Actor | null, job: number): Promise<Actor> {
  await lockJob(q, job);
  const changes = await mayChange(q, actor, job);
  if (!actor || !changes) throw forbidden(actor, 'change the attachments of this job');
  return actor;
}

/** @throws LavaError `not-found`, also for a job that they may not see */
async function mayChange(q: Queries, actor: Actor | null, job: number): Promise<boolean> {
  const access = (await accessOfJobs(q, [job])).get(job);
  if (!access) throw notFound('job', job);
  if (!maySeeJob(actor, access)) throw hidden('job', job);
  return mayReadSecrets(actor, access);
}

function toAttachment({ name, size, sha256, added_by, added }: AttachmentRow, changes: boolean): Attachment {
  return {
    ...{ name, size, sha256: sha256.toString('hex'), by: added_by, added: added.toISOString() },
    may: changes ? ['remove'] : [],
  };
}
