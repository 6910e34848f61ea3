// SPDX-License-Identifier: Apache-2.0
import type { ImportRule } from './rule.ts';

/** Who may import whom inside packages/dispatcher/src: each folder or file, lowest first, and what it may use of those before it. */

const SRC = 'packages/dispatcher/src/';
const OUTSIDE = ['packages/protocol/', 'packages/kit/', 'packages/yaml/', 'packages/jinja/'];

/** What steps are made of; each may use what is before it, of the machinery below only what its line says. */
const MACHINERY = [
  'job/',
  'secrecy/',
  'records/',
  'host/',
  'engine/',
  'console/',
  'image/',
  'board/',
  'artefact/',
];
const PARTS = [
  ...MACHINERY,
  'results/',
  'overlay/',
  'login/',
  'bootloader/',
  'container/',
  'flash/',
  'shell-test/',
];
const METHODS = ['command/', 'hold/', 'finalize/', 'deploy/', 'boot/', 'test/'];

const LAYERS: Record<string, readonly string[]> = {
  'job/': [],
  'secrecy/': ['job/'],
  'records/': ['secrecy/'],
  'host/': ['job/', 'secrecy/', 'records/'],
  // Knows no console, no file and no board: of the host only the type of what a job gets from it.
  'engine/': ['job/', 'records/', 'host/'],
  'console/': ['records/', 'host/'],
  'image/': ['job/', 'host/'],
  'results/': ['records/'],
  'board/': ['job/', 'host/', 'engine/', 'console/'],
  'artefact/': ['job/', 'host/', 'engine/', 'image/'],
  'overlay/': ['job/', 'host/', 'engine/', 'image/', 'artefact/'],
  'login/': ['job/', 'host/', 'engine/', 'console/', 'image/', 'board/', 'artefact/', 'overlay/'],
  'bootloader/': ['job/', 'host/', 'engine/', 'console/', 'board/', 'artefact/', 'login/'],
  'container/': ['job/', 'host/', 'engine/', 'console/', 'board/', 'image/'],
  'flash/': [
    'job/',
    'host/',
    'engine/',
    'console/',
    'image/',
    'board/',
    'artefact/',
    'bootloader/',
    'container/',
  ],
  'shell-test/': ['job/', 'records/', 'engine/', 'console/', 'image/', 'board/', 'results/', 'overlay/'],
  ...Object.fromEntries(METHODS.map((folder) => [folder, PARTS])),
  'registry.ts': ['engine/', ...METHODS],
  // The methods' schemas, as data: made from registry.ts.
  'generated/': ['job/', ...METHODS],
  // What jobs must keep to besides the shapes of their methods.
  'rules/': ['job/'],
  'plan.ts': ['engine/', 'registry.ts', 'rules/'],
  // Judges jobs and devices by the methods' schemas, without running anything.
  'validation/': ['job/', 'command/', 'hold/', 'generated/', 'rules/', 'overlay/test-definition-schema.ts'],
  'schema.ts': ['validation/', 'generated/'],
  'run-job.ts': [...MACHINERY, 'plan.ts'],
  'front/': [...PARTS, ...METHODS, 'plan.ts', 'validation/', 'run-job.ts'],
  'main.ts': ['front/'],
};

export const DISPATCHER_RULES: Record<string, ImportRule> = Object.fromEntries(
  Object.entries(LAYERS).map(([path, below]) => [
    SRC + path,
    { internal: [...OUTSIDE, ...below.map((each) => SRC + each)], external: 'any' },
  ]),
);
