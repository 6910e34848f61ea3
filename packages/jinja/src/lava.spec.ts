// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { createLavaEnvironment } from './lava.ts';

const environment = createLavaEnvironment(() => undefined);
const render = (text: string, context: Record<string, unknown> = {}) => environment.renderText(text, context);

describe('createLavaEnvironment', () => {
  it('drops the newline after a block, keeps blanks before it', () => {
    expect(render('a:\n  {% if true %}\n  b: 1\n  {% endif %}\nc: 2\n')).toBe('a:\n    b: 1\n  c: 2');
  });

  it.each(['plain', '', 'yes', '1.5', 'a: b', '- x', "it's", '"q"', 'a\nb', '#', 'é😀', '\t', '{{ x }}'])(
    'yaml_quote gives %j back inside of any YAML',
    (value) => {
      const text = render('a: {{ v|yaml_quote }}\nb: [{{ v|yaml_quote }}, {k: {{ v|yaml_quote }}}]', {
        v: value,
      });
      expect(loadYaml(text)).toEqual({ a: value, b: [value, { k: value }] });
    },
  );

  it('yaml_quote keeps the types of data', () => {
    const v = { list: [1, 2.5, true, null, 'x'], empty: {} };
    expect(loadYaml(render('{{ v|yaml_quote }}', { v }))).toEqual(v);
  });

  it('shlex_quote makes one word of a shell', () => {
    expect(
      render(
        "{{ 'a b'|shlex_quote }} {{ \"it's\"|shlex_quote }} {{ 'plain-1.0/x'|shlex_quote }} {{ ''|shlex_quote }}",
      ),
    ).toBe(`'a b' 'it'"'"'s' plain-1.0/x ''`);
  });

  it('knows the disk interface of a QEMU machine', () => {
    expect(render("{{ 'amd64'|qemu_guest_fs_interface }} {{ 'arm64'|qemu_guest_fs_interface }}")).toBe(
      'ide virtio',
    );
  });
});
