// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createLavaEnvironment } from './lava.ts';

const TEMPLATES: Record<string, string> = {
  base: '<{% block a %}{{ n }}{% endblock %}>',
  inc: '({{ n }}{{ i }}{{ loop is defined }})',
};
const environment = createLavaEnvironment((name) => TEMPLATES[name]);
const render = (text: string) => environment.renderText(text, { n: 7, s: 'old', l: ['a', 'b'] });

describe('a name that a scope assigns anywhere is its own from its beginning', () => {
  it.each([
    ['{% for i in [1] %}{{ n }}{% endfor %}{% set n = 5 %}[{{ n }}]', '[5]'],
    ['{{ n }}{% set n = 5 %}{{ n }}', '75'],
    ['{% set s %}{{ s }}+{% endset %}[{{ s }}]', '[+]'],
    ['{% if false %}{% set n = 5 %}{% endif %}{{ n }}', '7'],
    ['{% if true %}{% set n = 5 %}{% else %}{% set n = 6 %}{% endif %}{{ n }}', '5'],
    ['{% for i in l %}{% set n = i %}{% endfor %}{{ n }}', '7'],
    ['{% for i in l %}{{ n }}{% set n = i %}{{ n }}{% endfor %}', '7a7b'],
    ['{% macro m() %}{{ n }}{% endmacro %}{% set n = 5 %}{{ m() }}', '5'],
    ['{% macro m() %}{{ n }}{% set n = 1 %}{{ n }}{% endmacro %}{{ m() }}', '71'],
    ['{% with n = 1, s = n %}{{ n }}{{ s }}{% endwith %}{{ n }}', '177'],
    ['{% set n = 1 %}{% block a %}{{ n }}{% set n = 2 %}{{ n }}{% endblock %}{{ n }}', '121'],
    ['{% for i in l %}{% block a scoped %}{{ i }}{{ loop.index }}{% endblock %}{% endfor %}', 'a1b2'],
    ['{% for i in l %}{% include "inc" %}{% endfor %}', '(7aFalse)(7bFalse)'],
    ['{% for i in l %}{{ loop.index }}{% include "inc" %}{% endfor %}', '1(7aTrue)2(7bTrue)'],
    ['{% set ns = namespace(v=0) %}{% for i in l %}{% set ns.v = ns.v + 1 %}{% endfor %}{{ ns.v }}', '2'],
    ['{% extends "base" %}{% for i in [1] %}{% set n = 9 %}{% endfor %}', '<7>'],
    ['{% extends "base" %}{% set n = 9 %}', '<9>'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });
});

describe('filters take what Python takes', () => {
  it.each([
    [
      '{{ 1|yaml_quote }} {{ [1,"a"]|yaml_quote }} {{ {"b": none, "a": 1.5}|yaml_quote }}',
      '! "1" [! "1", "a"] {"a": ! "1.5", "b": ! "null"}',
    ],
    ['{{ none|shlex_quote }}{{ 0|shlex_quote }}{{ []|shlex_quote }}{{ nowhere|shlex_quote }}', "''''''''"],
    ['{{ [1]|truncate(99) }}{{ (1, 2)|truncate(9) }}', '[1](1, 2)'],
    ["{{ none|map('upper')|list }}{{ 0|select|list }}{{ false|rejectattr('x')|list }}", '[][][]'],
    ["{{ 'x' % [1] }}{{ 'x' % {} }}{{ 'x' % nowhere }}", 'xxx'],
    [
      "{{ 'arm64'|qemu_guest_fs_interface(nowhere) }} {{ 'amd64'|qemu_guest_fs_interface('') }} {{ 'amd64'|qemu_guest_fs_interface(none) }} {{ 'amd64'|qemu_guest_fs_interface('scsi') }}",
      'virtio ide ide scsi',
    ],
    ["{{ [{'a': 1}, {}]|unique(attribute='b')|list }}", "[{'a': 1}]"],
    ["{{ [{'a': 1}, {}]|sort(attribute='b') }}", "[{'a': 1}, {}]"],
    [
      "{{ '%.1f' % 1.25 }} {{ '%.0e' % 2.5 }} {{ '{:.1f}'.format(0.25) }} {{ 2.5|round }}",
      '1.2 2e+00 0.2 2.0',
    ],
    ["{{ 'a--b it-is'|wordwrap(4) }}", 'a--b\nit-\nis'],
    ["{{ 'ß x'.title() }} {{ 'ß'|title }} {{ 'ß'.capitalize() }}", 'Ss X SS Ss'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });
});

describe('values have Python’s methods and attributes', () => {
  it.each([
    ['{{ true.bit_length() }}{{ (-9).bit_length() }}{{ 7 .bit_count() }}', '143'],
    ['{{ true.real }}{{ 5 .imag }}{{ 2.5.real }}{{ 3 .denominator }}', '102.51'],
    ['{{ 2.5.as_integer_ratio() }}{{ 2.0.is_integer() }}{{ 1.5.hex() }}', '(5, 2)True0x1.8000000000000p+0'],
    [
      "{{ 'é'.encode() }}{{ 'é'.encode('latin-1') }}{{ 'é'.encode().decode() }}{{ 'ab'.encode()[0] }}",
      "b'\\xc3\\xa9'b'\\xe9'é97",
    ],
    ['{{ range(9)[1:5:2] }}{{ range(4).index(2) }}{{ [1, 2].count(1) }}', 'range(1, 5, 2)21'],
    ['{{ nowhere is callable }}{{ 1 is callable }}{{ range is callable }}', 'TrueFalseTrue'],
    ["{{ '{0[q]}|{0.q}'.format({}) }}", '|'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each([
    ["{{ 'x'|urlize }}", "the filter 'urlize' of jinja2 is not supported here"],
    ["{{ 'x'.translate({}) }}", 'str.translate of Python is not supported here'],
    ["{{ 'x'.encode().upper() }}", 'bytes.upper of Python is not supported here'],
    ["{{ 'x'.encode('koi8-r') }}", "the encoding 'koi8-r' is not supported here"],
    ['{{ lipsum() }}', 'lipsum of jinja2 is not supported here'],
    ['{% autoescape true %}{% endautoescape %}', 'only {% autoescape false %} is supported'],
    ['{{ 1[1:] }}', "'int' object is not subscriptable"],
    ["{{ '{:d}'.format('a') }}", "Unknown format code 'd' for object of type 'str'"],
    ['{% for loop in l %}{% endfor %}', "Can't assign to special loop variable"],
  ])('%s is refused with %s', (text, message) => {
    expect(() => render(text)).toThrow(message);
  });
});
