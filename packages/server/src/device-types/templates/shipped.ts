// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_TYPES } from '../../resources.ts';

const SUFFIX = '.jinja2';
const cache = new Map<string, string | undefined>();

/** Template of a device type that came with this software. They do not change while it runs. */
export function shippedTemplate(name: string): string | undefined {
  if (!/^[A-Za-z0-9_.@+-]+$/.test(name)) return undefined;
  if (!cache.has(name)) {
    const path = join(DEVICE_TYPES, name + SUFFIX);
    cache.set(name, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  }
  return cache.get(name);
}

export function shippedTemplates(): string[] {
  if (!existsSync(DEVICE_TYPES)) return [];
  const files = readdirSync(DEVICE_TYPES).filter((file) => file.endsWith(SUFFIX));
  return files.map((file) => file.slice(0, -SUFFIX.length)).sort();
}
