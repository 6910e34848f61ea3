// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_TYPES } from '../../resources.ts';

const SUFFIX = '.jinja2';

/** Names and texts of the templates that came with this software. They do not change while it runs. */
let known: { names: string[]; texts: Map<string, string> } | undefined;

function shipped() {
  if (known) return known;
  const files = existsSync(DEVICE_TYPES) ? readdirSync(DEVICE_TYPES) : [];
  const names = files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length));
  known = { names: names.sort(), texts: new Map() };
  return known;
}

/** Template of a device type that came with this software. Whoever asks for names that there are not costs nothing. */
export function shippedTemplate(name: string): string | undefined {
  const { names, texts } = shipped();
  if (!names.includes(name)) return undefined;
  const text = texts.get(name) ?? readFileSync(join(DEVICE_TYPES, name + SUFFIX), 'utf8');
  texts.set(name, text);
  return text;
}

export function shippedTemplates(): string[] {
  return [...shipped().names];
}
