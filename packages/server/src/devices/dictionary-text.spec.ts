// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { factsOf } from './dictionary-text.ts';

describe('factsOf', () => {
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
  ])('says of %j whether it is exclusive: %j', (text, expected) => {
    expect(factsOf(text).exclusive).toBe(expected);
  });

  it.each([
    ["{% extends 'qemu.jinja2' %}", 'qemu'],
    ["{% set a = 1 %}{% extends 'my.board.jinja2' %}", 'my.board'],
    ['{% extends name %}', null],
    ['{% nonsense', null],
    ['', null],
  ])('says of %j which template it extends: %j', (text, expected) => {
    expect(factsOf(text).base).toBe(expected);
  });
});
