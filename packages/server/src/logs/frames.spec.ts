// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { packFrame, unpackFrame } from './frames.ts';

it.each([1, 9] as const)(
  'a frame of level %d comes back, and holds no more memory than its lines',
  async (level) => {
    const lines = Buffer.from('{"dt":"","lvl":"info","msg":"one"}\n'.repeat(3));
    const unpacked = await unpackFrame(await packFrame(lines, level));
    expect(unpacked).toEqual(lines);
    expect(unpacked.buffer.byteLength).toBe(lines.length);
  },
);
