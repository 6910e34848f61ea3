// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it, vi } from 'vitest';
import { csv, encode, type Format } from './format.ts';
import { createOutput } from './output.ts';

const JOBS = [
  { id: 7, description: 'first, "quoted"', device: null },
  { id: 8, description: 'second', device: 'qemu-01' },
];
const COLUMNS = [
  { key: 'id', value: (job: (typeof JOBS)[number]) => job.id },
  { key: 'device', value: (job: (typeof JOBS)[number]) => job.device },
  { key: 'description', value: (job: (typeof JOBS)[number]) => job.description, wide: true as const },
];

function listed(format: Format, columns: string[] = [], header = true): string {
  let written = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  try {
    createOutput({ format, columns, header, paint: (_, text) => text }).list({
      items: JOBS,
      next: 7,
      columns: COLUMNS,
    });
  } finally {
    write.mockRestore();
  }
  return written;
}

describe('a list', () => {
  it.each<[Format, string[], boolean, string]>([
    ['text', [], true, 'ID  DEVICE\n7   -\n8   qemu-01\n'],
    ['text', [], false, '7  -\n8  qemu-01\n'],
    ['wide', [], true, 'ID  DEVICE   DESCRIPTION\n7   -        first, "quoted"\n8   qemu-01  second\n'],
    ['text', ['description', 'id'], false, 'first, "quoted"  7\nsecond           8\n'],
    ['csv', [], true, 'id,device,description\n7,,"first, ""quoted"""\n8,qemu-01,second\n'],
    ['csv', ['id'], false, '7\n8\n'],
    ['name', [], true, '7\n8\n'],
    ['jsonl', ['id'], true, '{"id":7}\n{"id":8}\n'],
  ])('as %s with columns %j and header %s', (format, columns, header, text) => {
    expect(listed(format, columns, header)).toBe(text);
  });

  it('has the same frozen shape as JSON and YAML', () => {
    expect(JSON.parse(listed('json'))).toEqual({ items: JOBS, next: 7 });
    expect(listed('yaml', ['id'])).toBe('items:\n  - id: 7\n  - id: 8\nnext: 7\n');
  });

  it('refuses a column that it does not have, and names those that it has', () => {
    expect(() => listed('text', ['colour'])).toThrow(
      '--columns must name columns of this list (id, device, description), found "colour"',
    );
  });
});

it('gives programs the same value without any raw control character', () => {
  const value = { name: 'a\x1b[31m\x9bb\x7f', lines: 'x\ny' };
  const json = encode('json', value);
  expect(JSON.parse(json)).toEqual(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
  expect(json).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(csv([['a\x1b[31mb']])).toBe('ab');
});
