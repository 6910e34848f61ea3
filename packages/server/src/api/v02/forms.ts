// SPDX-License-Identifier: Apache-2.0
import { NOT_FOUND, Refusal } from './call.ts';

/** Types of files that some addresses answer with: who asks for them gets them there, and JSON elsewhere. */
const FILES = ['application/yaml', 'text/plain', 'application/csv', 'text/csv', 'text/yaml'];

/**
 * What a client takes: `?format=`, else the header Accept, where the first that fits wins.
 * @throws Refusal
 */
export function acceptedForm(format: string | null, accept = '*/*'): 'json' | 'html' {
  if (format === 'json') return 'json';
  if (format === 'api') return 'html';
  if (format !== null && format !== '') throw NOT_FOUND;
  for (const part of accept.split(',', 50)) {
    const type = part.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (['*/*', 'application/*', 'application/json', ...FILES].includes(type)) return 'json';
    if (['text/html', 'text/*', 'application/xhtml+xml'].includes(type)) return 'html';
  }
  throw new Refusal(406, { detail: 'Could not satisfy the request Accept header.' });
}

/** The same answer for people. */
export function htmlOf(url: string, body: unknown): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>REST v0.2 · LAVA</title></head>
<body><h1>${escaped(url)}</h1>
<pre>${escaped(JSON.stringify(body, null, 2))}</pre></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
