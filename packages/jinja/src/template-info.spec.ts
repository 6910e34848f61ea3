// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { templateInfo } from './template-info.ts';

describe('templateInfo', () => {
  it('finds what a dictionary extends and sets', () => {
    const text = `{% extends 'beaglebone-black.jinja2' %}
{% set device_info = [{'board_id': '1'}] %}
{% set power_off_command = 'pdu off' %}
{% if x %}{% set inner = 1 %}{% endif %}
{% set a, b = 1, 2 %}
{% block body %}{% endblock %}`;
    expect(templateInfo(text)).toEqual({
      extends: 'beaglebone-black.jinja2',
      ambiguous: false,
      sets: [
        { name: 'device_info', line: 2 },
        { name: 'power_off_command', line: 3, value: 'pdu off' },
        { name: 'a', line: 5 },
        { name: 'b', line: 5 },
      ],
      blocks: ['body'],
    });
  });

  it('tells when the parent is known only by rendering', () => {
    expect(templateInfo('{% extends name %}')).toMatchObject({ ambiguous: true });
    expect(templateInfo("{% extends 'a' %}{% extends 'b' %}")).toMatchObject({ ambiguous: true });
    expect(templateInfo('no parent')).toMatchObject({ ambiguous: false, sets: [] });
  });

  it('refuses what is not a template, with the line', () => {
    expect(() => templateInfo('\n{% extends %}')).toThrow(expect.objectContaining({ where: { line: 2 } }));
  });
});
