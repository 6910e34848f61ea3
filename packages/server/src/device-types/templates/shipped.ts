// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_TYPES } from '../../resources.ts';

const SUFFIX = '.jinja2';

/** Names and texts of the templates that came with this software. They do not change while it runs. */
let known: { names: ReadonlySet<string>; texts: Map<string, string> } | undefined;

function shipped() {
  if (known) return known;
  const files = existsSync(DEVICE_TYPES) ? readdirSync(DEVICE_TYPES) : [];
  const names = files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length));
  known = { names: new Set(names.sort()), texts: new Map() };
  return known;
}

/** Template of a device type that came with this software. Whoever asks for names that there are not costs nothing. */
export function shippedTemplate(name: string): string | undefined {
  const { names, texts } = shipped();
  if (!names.has(name)) return undefined;
  const text = texts.get(name) ?? readFileSync(join(DEVICE_TYPES, name + SUFFIX), 'utf8');
  texts.set(name, text);
  return text;
}

/** Whether there is one; reads no file, so that lists of types do not. */
export function isShipped(name: string): boolean {
  return shipped().names.has(name);
}

export function shippedTemplates(): string[] {
  return [...shipped().names];
}
