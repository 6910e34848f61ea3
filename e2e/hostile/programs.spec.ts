// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainOf } from '@lava/kit/process/mains.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Measured, runMeasured } from './run-measured.ts';
import { GOOD_DEVICE, GOOD_JOB, JOB_TEXTS, TEMPLATES, YAML_TEXTS } from './texts.ts';

const CLI = mainOf('lava');
const RUN = mainOf('lava-run');

/** MB that a whole process may have. */
const MEMORY = 256;
/** Seconds beyond what a good text takes; on a busy machine also three times as long. */
const TIME = 2;

/** What reads a text that somebody wrote; each gives the arguments of its program. */
const JOB_DOORS: Record<string, (file: string) => [string, string[]]> = {
  'lava validate': (file) => [CLI, ['validate', file]],
  'lava validate --device': (file) => [CLI, ['validate', '--device', file, path('good.yaml')]],
  'lava-run --describe': (file) => [RUN, ['--describe', '--device', path('device.yaml'), file]],
  'lava-run --describe --device': (file) => [RUN, ['--describe', '--device', file, path('good.yaml')]],
  'lava-run --validate': (file) => [RUN, ['--validate', '--device', path('device.yaml'), file]],
  'lava-run': (file) => [
    RUN,
    ['--device', file, '--output-dir', path('out'), '--job-id', '1', path('good.yaml')],
  ],
};
const TEMPLATE_DOORS: Record<string, (file: string) => [string, string[]]> = {
  'lava devices render': (file) => [CLI, ['devices', 'render', file]],
  'lava device-types check, a type': (file) => [CLI, ['device-types', 'check', join(file, '..')]],
};

let directory: string;
const path = (name: string) => join(directory, name);
const normal = new Map<string, Measured>();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lava-hostile-'));
  writeFileSync(path('good.yaml'), GOOD_JOB);
  writeTemplate(GOOD_DEVICE);
  const { output } = await runMeasured(directory, CLI, ['devices', 'render', path('types/x.jinja2')]);
  writeFileSync(path('device.yaml'), output);
  for (const [name, door] of Object.entries(TEMPLATE_DOORS)) {
    normal.set(name, await runMeasured(directory, ...door(path('types/x.jinja2'))));
  }
  for (const [name, door] of Object.entries(JOB_DOORS)) {
    const file = name.endsWith('--device') || name === 'lava-run' ? 'device.yaml' : 'good.yaml';
    if (name !== 'lava-run') normal.set(name, await runMeasured(directory, ...door(path(file))));
  }
  const planned = normal.get('lava-run --describe');
  if (planned) normal.set('lava-run', planned);
});
afterAll(() => rmSync(directory, { recursive: true }));

function writeTemplate(text: string): string {
  mkdirSync(path('types'), { recursive: true });
  writeFileSync(path('types/x.jinja2'), text);
  return path('types/x.jinja2');
}

/** Refused in words, not by a crash, in time and in little memory. */
function expectHarmless(door: string, run: Measured): void {
  const usual = normal.get(door)?.seconds ?? 0;
  expect(run.output).not.toMatch(/^\s+at .*\.[jt]s:\d+|FATAL|heap/m);
  expect(run.output).not.toBe('');
  expect(run.status).toSatisfy((status: number | null) => status !== null && status > 0 && status < 9);
  expect(run.peak).toBeLessThan(MEMORY);
  expect(run.seconds).toBeLessThan(3 * usual + TIME);
}

describe('programs given a good text', () => {
  it('take it', () => {
    for (const [door, { status, output }] of normal) {
      const expected = door === 'lava-run --validate' ? 1 : 0;
      expect([door, status, output], output).toEqual([door, expected, expect.any(String)]);
    }
  });
});

describe.each(Object.entries(JOB_DOORS))('%s refuses', (door, command) => {
  it.each(Object.entries(YAML_TEXTS))('%s', async (_, text) => {
    const file = path('hostile.yaml');
    writeFileSync(file, text());
    expectHarmless(door, await runMeasured(directory, ...command(file)));
  });
});

describe.each(Object.entries(JOB_DOORS).filter(([door]) => !/device|lava-run$/.test(door)))(
  '%s lives through',
  (door, command) => {
    it.each(Object.entries(JOB_TEXTS))('%s', async (_, text) => {
      const file = path('hostile.yaml');
      writeFileSync(file, text());
      const run = await runMeasured(directory, ...command(file));
      expectHarmless(door, { ...run, status: run.status || 1 });
    });
  },
);

describe.each(Object.entries(TEMPLATE_DOORS))('%s refuses', (door, command) => {
  it.each(Object.entries(TEMPLATES))('%s', async (_, text) => {
    expectHarmless(door, await runMeasured(directory, ...command(writeTemplate(text()))));
  });
});
