// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { hostileNames } from '../testing/hostile-names.ts';
import { zipOf } from '../testing/odd-zip.ts';
import { Allowance } from './allowance.ts';
import { decompress } from './decompress.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-zip-'));
const outside = join(root, 'outside');
mkdirSync(outside);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a zip archive', () => {
  it.each([
    ['file', 0o100644],
    ['set-uid program', 0o104755],
    ['link', 0o120777],
    ['device', 0o060666],
  ])(
    'with a %s of any name is its content or a refusal, and touches nothing else',
    async (_, mode) => {
      const data = Buffer.from(outside);
      let read = 0;
      for (const name of hostileNames(outside)) {
        const work = mkdtempSync(join(root, 'work-'));
        const [from, to] = [join(work, 'from.zip'), join(work, 'to')];
        writeFileSync(from, zipOf(name, data, mode));
        try {
          await decompress(Progress.root(), 'rootfs', 'zip', from, to, new Allowance(root, 10_000));
          expect(readFileSync(to, 'utf8'), JSON.stringify(name)).toBe(outside);
          read += 1;
        } catch (error) {
          expect(error, JSON.stringify(name)).toBeInstanceOf(LavaError);
          const { code, message } = error as LavaError;
          expect(code, `${JSON.stringify(name)}: ${message}`).not.toBe('bug');
          expect(message).not.toMatch(/[^\P{Cc}\n]/u);
        }
        expect(readdirSync(work).filter((each) => each !== 'to')).toEqual(['from.zip']);
      }
      expect(readdirSync(outside)).toEqual([]);
      expect(readdirSync(root).filter((name) => !name.startsWith('work-'))).toEqual(['outside']);
      expect(read).toBeGreaterThan(0);
    },
    120_000,
  );
});
