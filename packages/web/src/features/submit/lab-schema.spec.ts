// SPDX-License-Identifier: Apache-2.0
import { jobJsonSchema } from '@lava/dispatcher/schema.ts';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../lib/json-schema.ts';
import { complete } from '../../ui/editor/complete.ts';
import { outlineOf } from '../../ui/editor/outline.ts';
import { withDeviceTypes } from './lab-schema.ts';

describe('withDeviceTypes', () => {
  it('completes the device types of this lab', () => {
    const schema = withDeviceTypes(jobJsonSchema() as JsonSchema, ['qemu', 'beaglebone-black']);
    const text = 'job_name: x\ndevice_type: ';
    const labels = complete(schema, outlineOf(text, text.length)).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['qemu', 'beaglebone-black']));
  });
});
