// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoContainers } from '@lava/dispatcher/testing/container-engine.ts';
import { canMountDisks } from '@lava/kit/testing/failing-disk.ts';
import { canMount } from '@lava/kit/testing/small-disk.ts';
import { whyNoHosts } from '../hosts/possible.ts';

export interface SkippedTest {
  /** Relative to the root. */
  file: string;
  name: string;
  /** What the test itself said. */
  note?: string | undefined;
}

/** What a machine may lack though the set-up installs everything: a test that needs it is not applicable there. */
export interface Excuse {
  /** In the source of the spec file, where a test asks for it. */
  mark: RegExp;
  /** Why this machine lacks it; undefined when it does not, so that the skipped test is a fault. Asked once. */
  lacks(): string | undefined;
}

const root = join(import.meta.dirname, '../..');

const EXCUSES: Excuse[] = [
  { mark: /\bcanMount\b|\bsmallDisk\b/, lacks: () => (canMount ? undefined : 'this user may not mount') },
  {
    mark: /\bcanMountDisks\b/,
    lacks: () => (canMountDisks() ? undefined : 'this user may not mount loop devices'),
  },
  { mark: /\bcanFreeze\b/, lacks: whyNoImmutableFiles },
  { mark: /\bwhyNoHosts\b/, lacks: whyNoHosts },
  { mark: /\bwhyNoContainers\b/, lacks: whyNoContainers },
  { mark: /\bgetuid\b/, lacks: () => (process.getuid?.() === 0 ? undefined : 'this user is not root') },
  {
    mark: /\bshared\/|'shared'|\bLAVA_CORPUS\b/,
    lacks: () => (existsSync(join(root, '../shared')) ? undefined : 'samples outside the tree are not here'),
  },
];

/** Answers of a reference of another version prove nothing about this one. */
const OTHER_VERSION = /^recorded with .+; here is /;

/**
 * Why a test that was skipped does not apply to this machine; undefined when it should have run.
 * @param source text of its spec file
 */
export function excuseOf(test: SkippedTest, source: string, excuses = EXCUSES): string | undefined {
  if (test.note !== undefined && OTHER_VERSION.test(test.note)) return test.note;
  return excuses
    .filter(({ mark }) => mark.test(source))
    .map(({ lacks }) => lacks())
    .find((reason) => reason !== undefined);
}

/** Longest list of skipped tests that is printed. */
const SHOWN = 60;

/** Skipped tests by whether they apply here, as lines to print; `faults` counts those that should have run. */
export function judgeSkips(skipped: SkippedTest[]): { lines: string[]; faults: number } {
  const excuses = EXCUSES.map(({ mark, lacks }) => ({ mark, lacks: once(lacks) }));
  const judged = skipped.map((test) => ({
    test,
    excuse: excuseOf(test, readFileSync(join(root, test.file), 'utf8'), excuses),
  }));
  const faults = judged.filter(({ excuse }) => excuse === undefined);
  const others = judged.filter(({ excuse }) => excuse !== undefined);
  const shown = [
    ...faults.map(({ test }) => `  skipped: ${test.file}: ${test.name}${test.note ? ` (${test.note})` : ''}`),
    ...others.map(({ test, excuse }) => `  n/a:     ${test.file}: ${test.name} (${excuse})`),
  ];
  return {
    faults: faults.length,
    lines: [
      `Skipped tests: ${faults.length}; not applicable to this machine: ${others.length}`,
      ...shown.slice(0, SHOWN),
      ...(shown.length > SHOWN ? [`  … and ${shown.length - SHOWN} more`] : []),
    ],
  };
}

function once(ask: () => string | undefined): () => string | undefined {
  const answers: (string | undefined)[] = [];
  return () => {
    if (answers.length === 0) answers.push(ask());
    return answers[0];
  };
}

function whyNoImmutableFiles(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'lava-immutable-'));
  try {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const can = spawnSync('chattr', ['+i', file], { stdio: 'ignore' }).status === 0;
    if (can) spawnSync('chattr', ['-i', file], { stdio: 'ignore' });
    return can ? undefined : 'files cannot be made immutable here';
  } finally {
    rmSync(directory, { recursive: true });
  }
}
