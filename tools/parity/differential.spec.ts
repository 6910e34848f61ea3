// SPDX-License-Identifier: Apache-2.0
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { DRAWN_CONTEXT, drawExpression } from './draw-expression.ts';
import { DRAWN_TEMPLATES, drawTemplate } from './draw-template.ts';
import { drawYaml } from './draw-yaml.ts';
import { type Random, randomOf } from './random.ts';
import { pythonReference, runReference } from './reference.ts';
import { show } from './show.ts';

/** Another seed draws other texts: `LAVA_DRAW_SEED=7 ./lava test tools/parity/differential.spec.ts`, or `random`. */
const given = process.env.LAVA_DRAW_SEED ?? '2026';
const SEED = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
/** How many texts of each kind: about a second of both sides together for each 1000. */
const COUNT = Number(process.env.LAVA_DRAW_COUNT ?? 1500);

const { reason } = pythonReference();

describe.skipIf(reason)(
  `what is drawn with LAVA_DRAW_SEED=${SEED}${reason ? `: left out, ${reason}` : ''}`,
  { timeout: 400_000 },
  () => {
    it.each([
      ['expressions', (random: Random) => `{{ ${drawExpression(random, 3)} }}`],
      ['templates', drawTemplate],
    ])('%s render, or fail, as in Debian’s jinja2', (_, draw) => {
      const texts = drawn(draw);
      const request = {
        templates: DRAWN_TEMPLATES,
        cases: texts.map((text) => ({ text, context: DRAWN_CONTEXT })),
      };
      const expected = runReference('render', request) as { text?: string; error?: string; slow?: true }[];
      const environment = createLavaEnvironment((name) => DRAWN_TEMPLATES[name], { time: 5000 });
      const differences = texts.flatMap((text, i) => {
        const python = expected[i] ?? {};
        if (python.slow) return [];
        const ours = rendered(() => environment.renderText(text, DRAWN_CONTEXT));
        return ours === undefined || ours.text === withoutAddresses(python.text)
          ? []
          : [{ text, python, ours }];
      });
      expect(differences).toEqual([]);
    });

    it('documents have the values of Debian’s PyYAML', () => {
      const texts = drawn(drawYaml);
      const expected = runReference('yaml', texts) as (string | null)[][];
      const differences = texts.flatMap((text, i) => {
        const python = expected[i] ?? [];
        const ours = loaded(text);
        return python.includes(ours) ? [] : [{ text, python: python[0], ours }];
      });
      expect(differences).toEqual([]);
    });
  },
);

function drawn(draw: (random: Random) => string): string[] {
  const random = randomOf(SEED);
  return Array.from({ length: COUNT }, () => draw(random));
}

/** Python prints where an object is in memory; that is not a property of the template. */
function withoutAddresses(text: string | undefined): string | undefined {
  return text?.replace(/ (of \w+ object )?at 0x[0-9a-f]+/g, '');
}

/** Undefined where our limits end it, which Python does not have, or where we say that we do not have a thing. */
function rendered(render: () => string): { text?: string; error?: string } | undefined {
  try {
    return { text: render() };
  } catch (error) {
    if (!(error instanceof LavaError)) throw error;
    if (error.code === 'template-limit') return undefined;
    if (error.code !== 'template-error') throw error;
    return error.message.includes('not supported here') ? undefined : { error: error.message };
  }
}

function loaded(text: string): string | null {
  try {
    return show(loadYamlExact(text));
  } catch (error) {
    if (error instanceof LavaError && error.code === 'yaml-syntax') return null;
    throw error;
  }
}
