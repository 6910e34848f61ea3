// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as describeStep } from '@lava/dispatcher/engine/describe.ts';
import { parseDevice, parseJob } from '@lava/dispatcher/job/parse.ts';
import { plan } from '@lava/dispatcher/plan.ts';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { templateInfo } from '@lava/jinja/template-info.ts';
import { templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { describe, expect, it, type TestContext } from 'vitest';
import { LIBRARY } from '../generate/device-types.ts';
import { debianDeviceTypes } from './reference.ts';

const CORPUS = process.env.LAVA_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus/pipelines');
const examples = templatesIn(join(LIBRARY, 'examples'));

/** Devices whose dictionary gives another plan on Debian's LAVA 2023.01, and why. */
const NEWER: Record<string, string> = {
  'docker-02': 'services next to docker tests came later',
  'db410c-auto-01': 'detection of fastboot devices came later',
  'hi6220-hikey-r2-01': 'the type of that name boots by the UEFI menu there',
  'imx8dxl-evk-03': 'boot switches by bcu came later',
  'musca-01': 'its type has other timeouts there',
  'n1sdp-01': 'its type has other timeouts there',
  'rzn1d-01': 'its type interrupts U-Boot there',
};

function debian(context: TestContext): Map<string, string> {
  const { value, reason } = debianDeviceTypes();
  if (value === undefined) return context.skip(reason);
  return templatesIn(value);
}

describe("device types of Debian's lava-server", { timeout: 300_000 }, () => {
  it('pass our check, all of them', (context) => {
    const types = debian(context);
    const renderer = createDeviceRenderer(templateLoader(types));
    expect(types.size).toBeGreaterThan(300);
    for (const name of types.keys())
      expect.soft(renderer.render(`${name}.jinja2`).problems, name).toEqual([]);
  });

  it.skipIf(!existsSync(CORPUS))(
    'take our dictionaries: jobs plan the same on both libraries',
    async (context) => {
      const types = debian(context);
      const renderer = createDeviceRenderer(templateLoader(types));
      const different = new Set<string>();
      let compared = 0;
      for (const name of readdirSync(CORPUS)) {
        const device = name.split('--').at(-1) ?? '';
        const dictionary = readFileSync(examples.get(device) ?? '', 'utf8');
        const type = templateInfo(dictionary).extends?.replace(/\.jinja2$/, '');
        if (type === undefined || !types.has(type)) continue; // newer than Debian's
        const read = (file: string) => readFileSync(join(CORPUS, name, file), 'utf8');
        const job = parseJob(read('job.yaml'));
        const { text } = renderer.renderText(dictionary, `${device}.jinja2`, job.context);
        const steps = await plan(job, parseDevice(text)).then(
          (planned) => planned.steps.map(describeStep),
          (error: Error) => error.message,
        );
        compared++;
        if (JSON.stringify(steps) !== JSON.stringify(JSON.parse(read('expected.json'))))
          different.add(device);
      }
      expect(compared).toBeGreaterThan(50);
      expect([...different].filter((device) => !(device in NEWER))).toEqual([]);
    },
  );
});
