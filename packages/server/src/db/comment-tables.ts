// SPDX-License-Identifier: Apache-2.0
import type { Generated, GeneratedAlways } from 'kysely';
import type { DefaultTime } from './column-types.ts';

export interface JobCommentsTable {
  id: GeneratedAlways<number>;
  job_id: number;
  author: string;
  text: string;
  time: DefaultTime;
}

export interface KeptJobsTable {
  job_id: number;
  kept_by: string;
  reason: Generated<string>;
  time: DefaultTime;
}

export interface FailureTagsTable {
  id: GeneratedAlways<number>;
  name: string;
  description: Generated<string>;
}

export interface JobFailureTagsTable {
  job_id: number;
  tag_id: number;
}

export interface AttachmentsTable {
  id: GeneratedAlways<number>;
  job_id: number;
  name: string;
  size: number;
  sha256: Buffer;
  added_by: string;
  added: DefaultTime;
}

export interface AttachmentPartsTable {
  attachment_id: number;
  part: number;
  data: Buffer;
}
