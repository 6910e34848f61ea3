// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('pages', () => {
  it('are those of every feature folder', () => {
    const features = readdirSync(join(import.meta.dirname, '../packages/web/src/features'));
    const text = readFileSync(join(import.meta.dirname, '../packages/web/src/app/pages.ts'), 'utf8');
    const named = [...text.matchAll(/'\.\.\/features\/([^/]+)\/routes\.tsx'/g)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(features.toSorted());
  });
});
