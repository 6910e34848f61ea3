// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapeOf } from '@lava/protocol/error/shape.ts';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { bootSchemas, deploySchemas, testSchemas } from '../generated/method-schemas.ts';
import { NOT_ACTED_ON_IN_DEPLOY, NOT_READ } from './not-acted-on.ts';

const PACKAGES = join(import.meta.dirname, '../../..');
/** They tell people something, which is all they are for. */
const FOR_PEOPLE = ['description', 'maintainer'];

/** What could act on a key: all code but shapes, tests and the list itself. */
const CODE = ['dispatcher', 'protocol']
  .flatMap((name) => globSync(join(PACKAGES, name, 'src/**/*.ts')))
  .filter((file) => !/[./-](schema|schemas|spec)\.ts$|\/testing\/|\/api\/|not-acted-on\.ts$/.test(file))
  .map((file) => readFileSync(file, 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, ''))
  .join('\n');
const WORDS = new Set(CODE.match(/[\w-]+/g));

function keysOf(schema: z.core.$ZodType, depth = 0): string[] {
  const shape = shapeOf(schema);
  if (depth > 8) return [];
  switch (shape.kind) {
    case 'object':
      return Object.entries(shape.keys).flatMap(([key, value]) => [key, ...keysOf(value, depth + 1)]);
    case 'record':
      return keysOf(shape.value, depth + 1);
    case 'array':
      return keysOf(shape.element, depth + 1);
    case 'union':
      return shape.options.flatMap((option) => keysOf(option, depth + 1));
    case 'leaf':
      return [];
  }
}

describe('every key that a block may have', () => {
  const methods = [...deploySchemas, ...bootSchemas, ...testSchemas];
  const keys = new Set(methods.flatMap(({ schema }) => keysOf(schema)));
  const unread = [...keys].filter((key) => !WORDS.has(key));

  it('is read by something, or is warned of', () => {
    const known = [...NOT_READ, ...Object.keys(NOT_ACTED_ON_IN_DEPLOY), ...FOR_PEOPLE];
    expect(unread.filter((key) => !known.includes(key))).toEqual([]);
  });

  it('that is warned of is a key, and is read by nothing', () => {
    expect([...NOT_READ].filter((key) => !unread.includes(key))).toEqual([]);
  });

  it('that is warned of is in the list of differences', () => {
    const page = readFileSync(join(PACKAGES, '../docs/reference/differences.md'), 'utf8');
    const listed = /No step of this version reads these keys[^:]*:([^.]*)\./.exec(page)?.[1] ?? '';
    expect(listed.match(/(?<=`)[\w-]+(?=`)/g)).toEqual([...NOT_READ].sort());
  });
});
