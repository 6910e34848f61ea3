// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { modelWords } from './words.ts';

describe('the words of a model', () => {
  it('are those of a shell, with the files of the deploy block', () => {
    expect(modelWords(["--data cpu0='{APP}'@0x1", '--root={ARTIFACT_DIR}'], ['app'])).toEqual([
      ...['--data', 'cpu0=/lava-fvp/app@0x1', '--root=/lava-fvp'],
    ]);
  });

  it('name only files that there are', () => {
    expect(() => modelWords(['{DTB}'], ['app'])).toThrow(/no file DTB/);
  });
});
