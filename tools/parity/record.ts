// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { CONTEXT, SNIPPETS, TEMPLATES } from './jinja-snippets.ts';
import { RECORDED_SNIPPETS, RECORDED_YAML } from './recorded.ts';
import { pythonReference, runReference } from './reference.ts';
import { EDGES } from './yaml-edges.ts';

/**
 * `node tools/parity/record.ts`: asks Python for all snippets and edge cases and writes its answers down, so that they
 * can be tested where Python is not. To be run when either list changes; a test compares the records with Python.
 */
const { reason } = pythonReference();
if (reason !== undefined) throw new Error(reason);
const cases = SNIPPETS.map((text) => ({ text, context: CONTEXT }));
const texts = runReference('render', { templates: TEMPLATES, cases }) as { text?: string }[];
const values = runReference('yaml', EDGES) as (string | null)[][];
const madeWith = runReference('versions', null);
writeFileSync(RECORDED_SNIPPETS, lines(texts.map(({ text }) => text ?? null)));
writeFileSync(RECORDED_YAML, lines(values));

/** JSON with one answer a line, for readable diffs. */
function lines(answers: unknown[]): string {
  const list = answers.map((answer) => JSON.stringify(answer)).join(',\n');
  return `{"madeWith": ${JSON.stringify(madeWith)}, "answers": [\n${list}\n]}\n`;
}
