// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';

/** Texts that were once read in another way than Python reads them; they are next to the checkout. */
const FILE = join(import.meta.dirname, '../../../shared/cases/templates/cases.json');

interface Cases {
  cases: { template: string; text: string }[];
  yaml: { text: string; value?: unknown; error?: true }[];
}

const present = existsSync(FILE);
const { cases, yaml }: Cases = present ? JSON.parse(readFileSync(FILE, 'utf8')) : { cases: [], yaml: [] };
/** Of all templates, as the file says. */
const CONTEXT = { n: 7, s: 'old', l: ['a', 'b'] };

describe.skipIf(!present)('what Python makes of', () => {
  it.each(cases)('the template $template', ({ template, text }) => {
    expect(createLavaEnvironment(() => undefined).renderText(template, CONTEXT)).toBe(text);
  });

  it.each(yaml)('the document $text', ({ text, value, error }) => {
    if (error) expect(() => loadYaml(text)).toThrow();
    else expect(loadYaml(text)).toEqual(value);
  });
});
