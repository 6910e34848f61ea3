// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml, dumpYamlFlow } from '@lava/yaml/dump.ts';
import { loadYaml, loadYamlExact } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { type Random, randomOf } from './random.ts';
import { RECORDED_YAML, recorded } from './recorded.ts';
import { pythonReference, runReference } from './reference.ts';
import { show } from './show.ts';
import { EDGES } from './yaml-edges.ts';

const CORPUS = process.env.LAVA_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus/pipelines');

/** Texts that PyYAML refuses and we take: YAML 1.2 allows them, or the wish is plain. */
const ACCEPTED = new Set([
  '[!]',
  '{&: 1}',
  '&: 1',
  ':',
  '[:]',
  '- :\n- x',
  '{a,: 1}',
  '[!!str]',
  '[!!null]',
  '[!!binary]',
  '-\ta',
  ': a',
  `${'x'.repeat(1030)}: 1`,
  `"${'x'.repeat(1030)}": 1`,
  `{${'x'.repeat(1030)}: 1}`,
]);
/** Read differently, and so rare that exactness is not worth a parser of our own. */
const DIFFERENT = new Set(['{?: 1}', '[?a, ? b]']);

/** Fetching the reference may be part of the first test. */
const TIMEOUT = 400_000;

describe('PyYAML as recorded', () => {
  it('reads edge cases to the same values', () => {
    expect(unexpected(EDGES, recorded<(string | null)[]>(RECORDED_YAML).answers)).toEqual([]);
  });
});

describe('PyYAML parity', { timeout: TIMEOUT }, () => {
  it('has records of what Python says', (ctx) => {
    const { reason } = pythonReference();
    if (reason) return ctx.skip(reason);
    const { madeWith, answers } = recorded(RECORDED_YAML);
    const here = runReference('versions', null);
    if (here !== madeWith) return ctx.skip(`recorded with ${madeWith}; here is ${here}`);
    expect(answers).toEqual(runReference('yaml', EDGES));
  });

  it('reads the corpus of jobs and devices to the same values', (ctx) => {
    const { reason } = pythonReference();
    if (reason) return ctx.skip(reason);
    if (!existsSync(CORPUS)) return ctx.skip(`no corpus at ${CORPUS}`);
    const texts = corpusTexts();
    expect(texts.length).toBeGreaterThan(100);
    expect(unexpected(texts, runReference('yaml', texts) as (string | null)[][])).toEqual([]);
  });

  it('writes what PyYAML reads back as the same value', (ctx) => {
    const { reason } = pythonReference();
    if (reason) return ctx.skip(reason);
    const values = EDGES.flatMap((text) => {
      try {
        return [loadYamlExact(text), text];
      } catch {
        return [text]; // refused texts are tested above; as a string each is a good test here
      }
    }).filter((value) => value === null || typeof value !== 'string' || value.isWellFormed());
    // PyYAML's safe dumper has no tuples either: they are written as lists.
    const expected = values.map((value) => show(value).replace(/\(([^()]*)\)/g, '[$1]'));
    const block = runReference('yaml', values.map(dumpYaml)) as string[][];
    const flow = runReference(
      'yaml',
      values.map((value) => `- ${dumpYamlFlow(value)}`),
    ) as string[][];
    // The flow writer sorts keys, as PyYAML does.
    const sorted = (text: string | undefined) => text?.split('').sort().join('');
    const lost = expected.filter(
      (text, i) => block[i]?.[1] !== text || sorted(flow[i]?.[1]) !== sorted(`[${text}]`),
    );
    expect(lost).toEqual([]);
  });
});

describe('any text at all', () => {
  it('is read, or refused with a LavaError', () => {
    const random = randomOf(20_26);
    const seeds = EDGES.filter((text) => text.length > 3);
    for (let i = 0; i < 5000; i++) {
      const text = mutate(random.pick(seeds), random) + mutate(random.pick(seeds), random);
      try {
        dumpYaml(loadYaml(text));
      } catch (error) {
        if (!(error instanceof LavaError) || error.code === 'bug')
          throw new Error(JSON.stringify(text), { cause: error });
      }
    }
  });
});

/** Texts that we read otherwise than both loaders of PyYAML, which disagree in places; known ones left out. */
function unexpected(texts: string[], python: (string | null)[][]) {
  return texts.flatMap((text, i) => {
    const ours = shown(text);
    const answers = python[i] ?? [];
    const known = DIFFERENT.has(text) || (ACCEPTED.has(text) && ours !== null && answers[0] === null);
    return known || answers.includes(ours) ? [] : [{ text, python: answers[0], ours }];
  });
}

function shown(text: string): string | null {
  try {
    return show(loadYamlExact(text));
  } catch (error) {
    if (error instanceof LavaError) return null;
    throw error;
  }
}

function corpusTexts(): string[] {
  return readdirSync(CORPUS).flatMap((name) =>
    ['job.yaml', 'device.yaml']
      .map((file) => join(CORPUS, name, file))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'utf8')),
  );
}

const BITS = [
  ' ',
  '\n',
  '\n  ',
  '- ',
  ': ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '|\n',
  '&a ',
  '*a',
  '!',
  '? ',
  '\t',
  '\0',
  '\\',
];

function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(BITS) + text.slice(at + random.below(3));
}
