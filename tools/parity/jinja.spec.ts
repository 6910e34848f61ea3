// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { PyFloat } from '@lava/yaml/float.ts';
import { describe, expect, it, type TestContext } from 'vitest';
import { CONTEXT, SNIPPETS, TEMPLATES } from './jinja-snippets.ts';
import { type Random, randomOf } from './random.ts';
import { RECORDED_SNIPPETS, recorded } from './recorded.ts';
import { type Availability, debianDeviceTypes, pythonReference, runReference } from './reference.ts';

interface Case {
  text: string;
  context: Record<string, unknown>;
}

interface Answer {
  text?: string;
  error?: string;
}

/** As jobs set them; values that templates read in more than one place. */
const RICH_CONTEXTS: Record<string, unknown>[] = [
  {
    arch: 'amd64',
    no_kvm: true,
    memory: 2048,
    extra_options: ['-smp', 2],
    boot_console: 'ttyS1',
    netdevice: 'tap',
  },
  {
    arch: 'arm64',
    machine: 'virt',
    cpu: 'cortex-a57',
    guestfs_size: 1024,
    extra_kernel_args: 'quiet',
    boot_root: '/dev/vda',
  },
  {
    console_device: 'ttyUSB9',
    baud_rate: 9600,
    bootloader_prompt: '=>',
    test_character_delay: 7,
    kernel_loglevel: 8,
  },
];

/** Fetching the reference may be part of the first test. */
const TIMEOUT = 400_000;

describe('jinja2 as recorded', () => {
  it('renders snippets of the whole language to the same text', () => {
    const expected = recorded<string | null>(RECORDED_SNIPPETS).answers;
    const environment = createLavaEnvironment((name) => TEMPLATES[name]);
    const ours = SNIPPETS.map((text) => attempt(() => environment.renderText(text, CONTEXT)).text ?? null);
    expect(ours).toEqual(expected);
  });
});

describe('jinja2 parity', { timeout: TIMEOUT }, () => {
  it('has records of what Python says', (ctx) => {
    available(ctx, pythonReference());
    const { madeWith, answers } = recorded(RECORDED_SNIPPETS);
    const here = runReference('versions', null);
    if (here !== madeWith) return ctx.skip(`recorded with ${madeWith}; here is ${here}`);
    const request = { templates: TEMPLATES, cases: SNIPPETS.map((text) => ({ text, context: CONTEXT })) };
    const python = runReference('render', request) as Answer[];
    expect(answers).toEqual(python.map(({ text }) => text ?? null));
  });

  it('renders every device type of Debian’s lava-server by itself', (ctx) => {
    const library = deviceTypes(ctx);
    const cases = library.names.map((name) => ({ text: `{% extends '${name}' %}`, context: {} }));
    expect(cases.length).toBeGreaterThan(300);
    expect(differences(cases, { directories: [library.directory] }, library.load)).toEqual([]);
  });

  it('renders them with the contexts of jobs', (ctx) => {
    const library = deviceTypes(ctx);
    const cases = RICH_CONTEXTS.flatMap((context) =>
      library.names.map((name) => ({ text: `{% extends '${name}' %}`, context })),
    );
    expect(differences(cases, { directories: [library.directory] }, library.load)).toEqual([]);
  });

  it('renders them, or fails, alike for random values of every variable that they read', (ctx) => {
    const library = deviceTypes(ctx);
    const random = randomOf(489);
    const variables = library.names.flatMap((name) => words(library.load(name) ?? ''));
    const cases = library.names.flatMap((name) =>
      [1, 2, 3].map(() => randomCase(name, variables, words(library.load(name) ?? ''), random)),
    );
    expect(differences(cases, { directories: [library.directory] }, library.load)).toEqual([]);
  });
});

describe('any template at all', () => {
  it('renders, or fails with a LavaError', () => {
    const random = randomOf(31_12);
    const environment = createLavaEnvironment((name) => TEMPLATES[name], { time: 300 });
    for (let i = 0; i < 4000; i++) {
      const text = mutate(random.pick(SNIPPETS), random) + mutate(random.pick(SNIPPETS), random);
      try {
        environment.renderText(text, CONTEXT);
      } catch (error) {
        if (!(error instanceof LavaError) || error.code === 'bug')
          throw new Error(JSON.stringify(text), { cause: error });
      }
    }
  });
});

/** Cases in which we print something else than Python, or one of the two fails and the other does not. */
function differences(cases: Case[], far: object, load: (name: string) => string | undefined) {
  const environment = createLavaEnvironment(load);
  const request = {
    ...far,
    cases: cases.map(({ text, context }) => ({ text, context: forPython(context) })),
  };
  const expected = runReference('render', request) as Answer[];
  return cases.flatMap(({ text, context }, i) => {
    const ours = attempt(() => environment.renderText(text, context));
    const python = expected[i] ?? {};
    if (python.text === ours.text) return [];
    return [{ template: text, context, python: python.text ?? python.error, ours: ours.text ?? ours.error }];
  });
}

function attempt(render: () => string): Answer {
  try {
    return { text: render() };
  } catch (error) {
    if (error instanceof LavaError && error.code === 'template-error') return { error: error.message };
    throw error;
  }
}

function deviceTypes(ctx: TestContext) {
  const directory = available(ctx, debianDeviceTypes());
  available(ctx, pythonReference());
  const names = readdirSync(directory).filter((name) => name.endsWith('.jinja2'));
  const sources = new Map(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
  return { directory, names, load: (name: string) => sources.get(name) };
}

function available(ctx: TestContext, thing: Availability<string>): string {
  return thing.reason === undefined ? thing.value : ctx.skip(thing.reason);
}

/** Words inside of tags: variables among them, and harmless others. */
function words(source: string): string[] {
  const tags = source.match(/\{[{%][\s\S]*?[%}]\}/g) ?? [];
  return tags.flatMap((tag) => tag.match(/\b[a-z_]{4,}\b/g) ?? []);
}

function randomCase(name: string, all: string[], own: string[], random: Random): Case {
  const context: Record<string, unknown> = {};
  const count = 1 + random.below(6);
  for (let i = 0; i < count; i++) {
    const pool = own.length > 0 && random.below(3) > 0 ? own : all;
    context[random.pick(pool)] = randomValue(random, 0);
  }
  return { text: `{% extends '${name}' %}`, context };
}

const VALUES: unknown[] = [
  'plain',
  '',
  'with space',
  "it's",
  '"quoted"',
  'é😀',
  'a\nb',
  0,
  1,
  -7,
  2 ** 40,
  new PyFloat(0),
  new PyFloat(1.5),
  new PyFloat(1e20),
  true,
  false,
  null,
  [],
  {},
  ['a'],
];

function randomValue(random: Random, depth: number): unknown {
  const kind = depth > 2 ? 9 : random.below(10);
  if (kind === 0) return Array.from({ length: random.below(4) }, () => randomValue(random, depth + 1));
  if (kind !== 1) return random.pick(VALUES);
  const entries = Array.from({ length: random.below(4) }, (_, i) => [
    `k${i}`,
    randomValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** JSON has no floats that are whole: see `floats` of reference.py. */
function forPython(value: unknown): unknown {
  if (value instanceof PyFloat) return { $float: String(value.value) };
  if (Array.isArray(value)) return value.map(forPython);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, forPython(item)]));
}

const BITS = [
  '{{',
  '}}',
  '{%',
  '%}',
  '-',
  '|',
  '(',
  ')',
  '[',
  ']',
  '.',
  ',',
  "'",
  '"',
  '\\',
  '*',
  '**',
  '9',
  ' in ',
  ' if ',
  'x',
  '{% set x = x ~ x %}',
];

function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(BITS) + text.slice(at + random.below(3));
}
