// SPDX-License-Identifier: Apache-2.0
import { createHmac, randomBytes } from 'node:crypto';

/** As Standard Webhooks has it (https://www.standardwebhooks.com), which libraries of most languages verify. */

const PREFIX = 'whsec_';

export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** @param seconds when it is sent, so that nobody can send it again later */
export function signedHeaders(
  secret: string,
  { id, seconds, body }: { id: string; seconds: number; body: string },
): Record<string, string> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mac}` };
}
