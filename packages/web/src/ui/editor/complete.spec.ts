// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../lib/json-schema.ts';
import { complete } from './complete.ts';
import { outlineOf } from './outline.ts';

const schema: JsonSchema = {
  type: 'object',
  required: ['job_name'],
  properties: {
    job_name: { type: 'string', description: 'Shown in lists.' },
    priority: { anyOf: [{ enum: ['low', 'medium', 'high'] }, { type: 'integer' }] },
    tags: { type: 'array', items: { enum: ['usb', 'hdmi'] } },
    context: { type: 'object', additionalProperties: { type: 'boolean' } },
    actions: { type: 'array', items: { $ref: '#/$defs/action' } },
  },
  $defs: {
    action: {
      type: 'object',
      properties: {
        deploy: {
          oneOf: [
            {
              type: 'object',
              properties: { to: { const: 'tftp' }, kernel: { type: 'object', properties: { url: {} } } },
            },
            { type: 'object', properties: { to: { const: 'tmpfs' }, images: { type: 'object' } } },
          ],
        },
        boot: { type: 'object', properties: { method: { enum: ['qemu', 'u-boot'] } } },
      },
    },
  },
};

/** `|` is the cursor. */
function at(text: string) {
  const offset = text.indexOf('|');
  return complete(schema, outlineOf(text.replace('|', ''), offset));
}

const labels = (text: string) => at(text).map((item) => item.label);

describe('complete', () => {
  it('offers the keys of the job that are not there yet', () => {
    expect(labels('|')).toEqual(['job_name', 'priority', 'tags', 'context', 'actions']);
    expect(labels('job_name: x\n|\nactions:\n- boot:')).toEqual(['priority', 'tags', 'context']);
    expect(at('jo|')[0]).toMatchObject({
      insert: 'job_name: ',
      required: true,
      description: 'Shown in lists.',
    });
  });

  it('writes what follows a key: a list, a mapping or a value', () => {
    const inserts = Object.fromEntries(at('|').map((item) => [item.label, item.insert]));
    expect(inserts).toMatchObject({
      actions: 'actions:\n  - ',
      context: 'context:\n  ',
      priority: 'priority: ',
    });
  });

  it('goes into lists, whether they are indented or not', () => {
    for (const text of ['actions:\n- |', 'actions:\n  - |', 'actions:\n- deploy:\n    to: tftp\n- |']) {
      expect(labels(text)).toEqual(['deploy', 'boot']);
    }
    expect(labels('actions:\n- boot:\n    |')).toEqual(['method']);
    expect(labels('actions:\n  - deploy:\n      to: tmpfs\n  - boot:\n      method: |')).toEqual([
      'qemu',
      'u-boot',
    ]);
  });

  it('offers only what fits the method that is written', () => {
    expect(labels('actions:\n- deploy:\n    |')).toEqual(['to', 'kernel', 'images']);
    expect(labels('actions:\n- deploy:\n    to: tftp # ours\n    |')).toEqual(['kernel']);
    expect(labels('actions:\n- deploy:\n    |\n    to: tmpfs')).toEqual(['images']);
    expect(labels('actions:\n- deploy:\n    to: |')).toEqual(['tftp', 'tmpfs']);
    expect(labels('actions:\n- deploy:\n    to: tftp\n    kernel:\n      |')).toEqual(['url']);
  });

  it('offers values in lists and of any key of a mapping', () => {
    expect(labels('priority: h|')).toEqual(['low', 'medium', 'high']);
    expect(labels('tags:\n- u|')).toEqual(['usb', 'hdmi']);
    expect(labels('context:\n  any: |')).toEqual(['true', 'false']);
  });

  it('takes the text of block scalars for text', () => {
    expect(labels('job_name: >-\n  tags: x\n|')).toEqual(['priority', 'tags', 'context', 'actions']);
  });

  it('says nothing where the schema says nothing', () => {
    expect(labels('unknown:\n  |')).toEqual([]);
    expect(labels('job_name: |')).toEqual([]);
  });
});
