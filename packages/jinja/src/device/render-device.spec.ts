// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createDeviceRenderer } from './render-device.ts';

const BASE = `constants: {}
{% block body %}
{% endblock %}
timeouts: {}
`;

function render(templates: Record<string, string>, name: string, context = {}) {
  const load = (file: string) => ({ 'base.jinja2': BASE, ...templates })[file];
  return createDeviceRenderer(load).render(name, context);
}

const board = `{% extends 'base.jinja2' %}
{% block body %}
actions:
  deploy:
    methods:
      {{ method | default('tftp') }}:
  boot:
    methods:
      u-boot:
{% endblock %}
`;

describe('a device type', () => {
  it('renders to a configuration', () => {
    const { text, configuration, problems } = render({ 'board.jinja2': board }, 'board.jinja2');
    expect(problems).toEqual([]);
    expect(text).toContain('tftp:');
    expect(configuration).toMatchObject({ actions: { deploy: { methods: { tftp: null } } } });
  });

  it('takes the context of a job', () => {
    expect(render({ 'board.jinja2': board }, 'board.jinja2', { method: 'nbd' }).text).toContain('nbd:');
  });

  it('that does not render names template and line', () => {
    const broken = board.replace('default(', 'defalt(');
    expect(render({ 'board.jinja2': broken }, 'board.jinja2').problems).toEqual([
      expect.objectContaining({ where: { file: 'board.jinja2', line: 6 } }),
    ]);
  });

  it('that extends nothing known says so', () => {
    const [problem] = render({ 'x.jinja2': "{% extends 'bse.jinja2' %}" }, 'x.jinja2').problems;
    expect(problem?.message).toContain('bse.jinja2');
  });

  it('that renders to no YAML names the line that did', () => {
    const broken = board.replace('    methods:\n      u-boot:', '   methods: [{{ unset }}');
    const { problems, configuration } = render({ 'board.jinja2': broken }, 'board.jinja2');
    expect(configuration).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.where?.file).toMatch(/^(board|base)\.jinja2/);
  });

  it('with a key that nobody knows names the line, also of a parent', () => {
    const child = "{% extends 'board.jinja2' %}\n{% set method = 'nbd' %}\n";
    const parent = board.replace('  boot:', '  boott:').replace('actions:', 'fastbot_options: []\nactions:');
    const { problems } = render({ 'board.jinja2': parent, 'b-01.jinja2': child }, 'b-01.jinja2');
    expect(problems).toEqual([
      {
        message: 'actions: `boott` is not allowed here',
        where: { file: 'board.jinja2', line: 8, path: ['actions', 'boott'] },
        hint: 'did you mean `boot`?',
      },
      {
        message: '`fastbot_options` is not allowed here',
        where: { file: 'board.jinja2', line: 3, path: ['fastbot_options'] },
        hint: 'did you mean `fastboot_options`?',
      },
    ]);
  });
});

describe('a dictionary', () => {
  it('may be called like its type', () => {
    const load = (file: string) => ({ 'base.jinja2': BASE, 'board.jinja2': board })[file];
    const text = "{% extends 'board.jinja2' %}\n{% set method = 'nbd' %}\n";
    const { configuration, problems } = createDeviceRenderer(load).renderText(text, 'board.jinja2');
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({ actions: { deploy: { methods: { nbd: null } } } });
  });

  it.each([
    ['white space', ' '],
    ['blank lines', '\n\n  '],
    ['a comment', '# my board '],
    ['a comment of the template', '  {# my board #}  '],
    ['keys of its own', 'device_info: []'],
  ])('may have %s before what it extends', (_, before) => {
    const load = (file: string) => ({ 'base.jinja2': BASE, 'board.jinja2': board })[file];
    const text = `${before}{% extends 'board.jinja2' %}\n {% set method = 'nbd' %}\n`;
    const { configuration, problems } = createDeviceRenderer(load).renderText(text, 'b-01.jinja2');
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({ constants: {}, actions: { deploy: { methods: { nbd: null } } } });
  });

  it('names its own lines in problems', () => {
    const load = (file: string) => ({ 'base.jinja2': BASE })[file];
    const text = board.replace('boot:', 'boots:');
    expect(createDeviceRenderer(load).renderText(text, 'b-01.jinja2').problems).toMatchObject([
      { where: { file: 'b-01.jinja2', line: 7 }, hint: 'did you mean `boot`?' },
    ]);
  });
});
