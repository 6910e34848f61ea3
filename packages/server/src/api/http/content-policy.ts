// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/**
 * Pages, their scripts and what they show come from this server only. Styles may be inside: the editor and the API's
 * reference set them while they run.
 * @param html page whose own inline scripts may run: they are named by their hashes
 */
export function contentPolicy(html = ''): string {
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => ` '${hashOf(text)}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self'${inline.join('')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
