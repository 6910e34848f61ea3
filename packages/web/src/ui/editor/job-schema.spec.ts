// SPDX-License-Identifier: Apache-2.0
import { jobJsonSchema } from '@lava/dispatcher/schema.ts';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../lib/json-schema.ts';
import { complete } from './complete.ts';
import { outlineOf } from './outline.ts';

const schema = jobJsonSchema() as JsonSchema;

/** `|` is the cursor. */
function labels(text: string): string[] {
  const offset = text.indexOf('|');
  return complete(schema, outlineOf(text.replace('|', ''), offset)).map((item) => item.label);
}

describe('completion of real jobs', () => {
  it('knows the job, its actions and their methods', () => {
    expect(labels('|')).toEqual(expect.arrayContaining(['job_name', 'device_type', 'timeouts', 'actions']));
    expect(labels('visibility: |')).toEqual(expect.arrayContaining(['public', 'personal']));
    expect(labels('actions:\n- |')).toEqual(['deploy', 'boot', 'test', 'command', 'hold']);
    expect(labels('actions:\n- deploy:\n    to: |')).toEqual(expect.arrayContaining(['tftp', 'tmpfs']));
    expect(labels('actions:\n- boot:\n    method: |')).toEqual(expect.arrayContaining(['qemu', 'u-boot']));
  });

  it('offers the keys of the method that was chosen, and no others', () => {
    const tmpfs = labels('actions:\n- deploy:\n    to: tmpfs\n    |');
    expect(tmpfs).toContain('images');
    expect(tmpfs).not.toContain('modules');
    const uBoot = labels('actions:\n- boot:\n    method: u-boot\n    |');
    expect(uBoot).toEqual(expect.arrayContaining(['commands', 'prompts', 'auto_login']));
  });

  it('goes into images, timeouts and definitions', () => {
    const image = 'actions:\n- deploy:\n    to: tmpfs\n    images:\n      kernel:\n        |';
    expect(labels(image)).toEqual(expect.arrayContaining(['url', 'compression', 'image_arg']));
    expect(labels(`${image.replace('|', 'compression: |')}`)).toEqual(
      expect.arrayContaining(['gz', 'xz', 'zstd']),
    );
    expect(labels('timeouts:\n  job:\n    |')).toEqual(expect.arrayContaining(['minutes', 'seconds']));
    const test = 'actions:\n- test:\n    definitions:\n    - from: |';
    expect(labels(test)).toEqual(expect.arrayContaining(['git', 'inline']));
  });
});
