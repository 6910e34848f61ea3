// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Lane, laneOf, specsByLane } from './lanes.ts';
import { projects } from './projects.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-lanes-'));
afterAll(() => rmSync(root, { recursive: true }));

const FILES: [lane: Lane, file: string, text: string][] = [
  ['pure', 'packages/kit/src/a.spec.ts', "import { a } from './a.ts';"],
  // What our code does inside is not what the test needs.
  ['pure', 'packages/kit/src/a.ts', "import { spawn } from 'node:child_process';"],
  ['process', 'packages/kit/src/b.spec.ts', "import { spawn } from 'node:child_process';"],
  ['process', 'packages/kit/src/c.spec.ts', "import { help } from './testing/help.ts';"],
  ['process', 'packages/kit/src/testing/help.ts', "import { connect } from 'node:net';"],
  ['db', 'packages/server/src/d.spec.ts', "import { x } from './testing/database.ts';\nimport 'node:net';"],
  ['web', 'e2e/web/e.spec.ts', "import { lab } from './lab.ts';"],
  ['web', 'e2e/web/lab.ts', "import { launchBrowser } from '../../tools/browser.ts';"],
  ['guests', 'e2e/f.spec.ts', "import { getPayload } from '@lava/guest/payload.ts';"],
  ['machines', 'e2e/hosts/g.spec.ts', "import { Host } from '../../tools/hosts/host.ts';"],
];
for (const [, file, text] of FILES) {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), `${text}\n`);
}
for (const folder of ['tools', 'bench']) mkdirSync(join(root, folder));

describe('the lane of a spec file', () => {
  it.each(FILES.filter(([, file]) => file.endsWith('.spec.ts')))('is %s for %s', (lane, file) => {
    expect(laneOf(root, file)).toBe(lane);
  });

  it('is one of all lanes, and each lane has a file in this tree', () => {
    const lanes = specsByLane(join(import.meta.dirname, '../..'));
    const all = Object.values(lanes).flat();
    expect(new Set(all).size).toBe(all.length);
    for (const files of Object.values(lanes)) expect(files).not.toEqual([]);
  });
});

describe('the projects', () => {
  const names = (...args: string[]) => projects(root, args).map(({ test }) => test?.name);
  const lanes = ['pure', 'db', 'process', 'web', 'guests', 'machines'];

  it('are the lanes, and a group when it is asked for', () => {
    expect(names('packages/kit')).toEqual(lanes);
    expect(names('--project', 'unit')).toEqual([...lanes, 'unit']);
    expect(names('--project=e2e', '--project=web')).toEqual([...lanes, 'e2e']);
  });

  it('have a set-up for what their lane needs, and each is there', () => {
    const setups = projects(root, []).map(({ test }) => [test?.globalSetup].flat());
    expect(setups.map((each) => each.length)).toEqual([0, 3, 2, 4, 3, 3]);
    for (const file of setups.flat())
      expect(existsSync(join(import.meta.dirname, '../..', String(file)))).toBe(true);
  });

  it('have for a group the spec files of its lanes', () => {
    const group = projects(root, ['--project', 'e2e']).at(-1)?.test;
    expect(group?.include).toEqual(['e2e/web/e.spec.ts', 'e2e/f.spec.ts']);
  });
});
