// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isExclusive } from './dictionary-text.ts';

describe('isExclusive', () => {
  it.each([
    ["{% set exclusive = 'True' %}", true],
    ['{% extends "x.jinja2" %}\n{%- set exclusive="True" -%}', true],
    ["{% set exclusive = 'True' %}{% set exclusive = 'False' %}", false],
    ["{% set exclusive = 'true' %}", false],
    ['{% set exclusive = True %}', false],
    ["{# {% set exclusive = 'True' %} #}", false],
    ["{% set other = 'True' %}", false],
    ['{% nonsense', false],
    ['', false],
  ])('of %j is %j', (text, expected) => {
    expect(isExclusive(text)).toBe(expected);
  });
});
