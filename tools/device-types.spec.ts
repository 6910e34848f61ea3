// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as describeStep } from '@lava/dispatcher/engine/describe.ts';
import { parseDevice, parseJob } from '@lava/dispatcher/job/parse.ts';
import { plan } from '@lava/dispatcher/plan.ts';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { BOARDS, goldens, LIBRARY } from './generate/device-types.ts';

const examples = templatesIn(join(LIBRARY, 'examples'));
const renderer = createDeviceRenderer(templateLoader(templatesIn(LIBRARY)));

function renderExample(name: string, context = {}) {
  const text = readFileSync(examples.get(name) ?? `no example of a ${name}`, 'utf8');
  return renderer.renderText(text, `${name}.jinja2`, context);
}

/** Jobs and the plans that LAVA makes of them, next to the checkout; the last part of a case's name is its device. */
const CORPUS = process.env.LAVA_CORPUS ?? join(import.meta.dirname, '../../shared/corpus/pipelines');
const cases = existsSync(CORPUS) ? readdirSync(CORPUS) : [];

describe('the library of device types', () => {
  it('renders to what device-types/golden has; ./lava generate renews it', () => {
    for (const [file, text] of goldens()) {
      const path = join(LIBRARY, 'golden', file);
      expect.soft(existsSync(path) && readFileSync(path, 'utf8'), file).toBe(text);
    }
  });

  it.each([...templatesIn(LIBRARY)].filter(([name]) => !BOARDS.some((board) => board.name === name)))(
    '%s sets no constant that a dictionary could want otherwise',
    (_, path) => {
      const source = readFileSync(path, 'utf8');
      const constant =
        /\{%-? *set (\w+) *= *(?:'[^']+'|"[^"]+"|\d[\d.]*|True|False|true|false|\[[^\]]*\]) *-?%\}/g;
      const outright = Array.from(source.matchAll(constant), ([, name]) => name);
      // What a template assigns in two places is a working variable of its own.
      const own = outright.filter((name) => source.split(`set ${name} =`).length > 2);
      expect(outright.filter((name) => !own.includes(name))).toEqual([]);
    },
  );

  it('has the boards that jobs of the labs ask for', () => {
    const types = templatesIn(LIBRARY);
    for (const name of ['beaglebone-black', 'dragonboard-410c', 'juno', 'qemu', 'rk3399-gru-kevin', 'x86'])
      expect(types.has(name), name).toBe(true);
  });
});

describe('example dictionaries', () => {
  it.each([...examples.keys()])('%s gives a configuration without problems', (name) => {
    expect(renderExample(name).problems).toEqual([]);
  });
});

/** All time-outs of a device, in its own units. */
function timesOf(text: string): [string, number][] {
  const { timeouts } = loadYaml(text) as { timeouts: Record<string, Record<string, object>> };
  return Object.entries(timeouts).flatMap(([kind, steps]) =>
    Object.entries(steps).flatMap(([step, time]) =>
      Object.entries(time).map(([unit, n]): [string, number] => [`${kind} ${step} ${unit}`, n]),
    ),
  );
}

it.each(['virtual-uboot-arm64', 'virtual-ipxe-amd64', 'juno-uboot', 'd02'])(
  'time_scale makes all time-outs of a %s that many times longer, in whole units',
  (type) => {
    const render = (...lines: string[]) =>
      renderer.renderText([`{% extends '${type}.jinja2' %}`, ...lines].join('\n'), 'board.jinja2', {}).text;
    const own = '{% set action_timeout_bootloader_interrupt = 45 %}';
    const before = timesOf(render(own));
    expect(before.length).toBeGreaterThan(5);
    const longer = before.map(([name, time]) => [name, Math.ceil(time * 2.5)]);
    expect(timesOf(render(own, '{% set time_scale = 2.5 %}'))).toEqual(longer);
  },
);

describe.skipIf(cases.length === 0)(
  `known jobs on our own dictionaries ${cases.length > 0 ? '' : `(not here: ${CORPUS})`}`,
  () => {
    it.each(cases)('%s plans as it does on the known device', async (name) => {
      const read = (file: string) => readFileSync(join(CORPUS, name, file), 'utf8');
      const job = parseJob(read('job.yaml'));
      const { text, problems } = renderExample(name.split('--').at(-1) ?? '', job.context);
      expect(problems).toEqual([]);
      const { steps } = await plan(job, parseDevice(text));
      expect(steps.map(describeStep)).toEqual(JSON.parse(read('expected.json')));
    });
  },
);
