// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** What is stored of the secret of a session or token: its SHA-256, so that a copy of the database signs nobody in. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** How often the last use of a session or token is written down, milliseconds. */
export const TOUCH_INTERVAL = 60_000;
