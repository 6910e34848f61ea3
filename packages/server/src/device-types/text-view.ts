// SPDX-License-Identifier: Apache-2.0
import type { TextVersion } from '@lava/protocol/api/lab.ts';
import type * as z from 'zod';

export function toTextVersion(row: {
  version: number;
  time: Date;
  author: string;
  text: string;
}): z.infer<typeof TextVersion> {
  return { version: row.version, time: row.time.toISOString(), user: row.author, text: row.text };
}
