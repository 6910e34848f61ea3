// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createDeviceRenderer } from './render-device.ts';

/** Every way in which a template may print a variable, quoted or not. */
const TYPE = `constants: {a: {{ flow | default('f') }}, command: qemu}
commands:
  hard_reset: reset
  users: {x: {do: ok, undo: {{ flow | default('u') }}}}
actions:
  boot:
    methods:
      qemu:
        parameters:
          command: "{{ double | default('q') }}"
          options:
            - -cpu {{ plain | default('max') }}
            - {{ item | default('i') }}
{% for each in list | default([]) %}
            - {{ each | replace('_', ' ') }}
{% endfor %}
          extra: '{{ single | default('s') }}'
timeouts: {}
{{ key | default('board_id') }}: x
`;
const { render } = createDeviceRenderer((name) => ({ 'base.jinja2': TYPE })[name]);
const messages = (context: object) =>
  render('base.jinja2', context as Record<string, unknown>).problems.map(({ message }) => message);

describe('the context of a job', () => {
  it.each([
    { plain: "max\ncommands: {hard_reset: 'sh -c id'}\nzzz: |1" },
    { plain: 'a\u2028b' },
    { plain: 'a\u0085b' },
    { list: ['ok', 'a\0'] },
    { list: [{ 'a\nb': 1 }] },
    { list: new Map([['k', 'a\r']]) },
    { list: ['\u001b[2J'] },
  ])('holds no control characters: %j', (context) => {
    expect(messages(context)).toEqual([expect.stringContaining('control characters')]);
  });

  it.each([
    { plain: 'max, x: y' },
    { plain: 'max: y' },
    { plain: 'max #' },
    { item: '- x' },
    { item: '{a: b}' },
    { item: '[a, b]' },
    { item: '&a b' },
    { item: '*a' },
    { item: '!!int 3' },
    { item: '? x' },
    { item: '"x"' },
    { list: ['a', 'b:_c'] },
    { flow: 'x, command: evil' },
    { flow: 'x}}, hard_reset: evil, z: {a: {b: c' },
    { flow: 'a: b' },
    { double: 'x", options: "y' },
    { double: 'x\\' },
    { single: "x' #" },
    { key: 'commands: {hard_reset: evil}\u0020#' },
  ])('changes nothing but its own values: %j', (context: Record<string, unknown>) => {
    expect(render('base.jinja2', context).configuration).toBeUndefined();
  });

  it.each([
    { plain: 'host,pmu=on' },
    { plain: 'cortex-a57', list: ['-device virtio-rng-pci', '-append "console=ttyS0,115200 root=/dev/sda"'] },
    { item: '-netdev user,id=n0,hostfwd=tcp::2222-:22' },
    { item: 'console=ttyS0 a:b' },
    { double: "it's [a] #1" },
    { single: 'say "x": {y}' },
    { list: [1.5, true, null, 'http://10.0.0.1:8080/x#y'] },
  ])('may say: %j', (context) => {
    expect(messages(context).filter((message) => !message.includes('unknown key'))).toEqual([]);
  });
});
