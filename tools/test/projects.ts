// SPDX-License-Identifier: Apache-2.0
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { GROUPS, LANES, type Lane, specsByLane } from './lanes.ts';
import { WORKERS } from './workers.ts';

const SECOND = 1000;

const PAGES = ['tools/test/setup/web.ts', 'e2e/web/shared-lab.setup.ts'];
const PROGRAMS = ['tools/test/setup/debian.ts', 'tools/test/setup/programs.ts'];

/** What differs between lanes. Deadlines are for a machine that is busy: they end what hangs, and judge nothing. */
const SETTINGS: Record<Lane, { test: number; hook: number; globalSetup: string[] }> = {
  pure: { test: 120, hook: 120, globalSetup: [] },
  process: { test: 240, hook: 240, globalSetup: [...PROGRAMS] },
  db: { test: 240, hook: 240, globalSetup: [...PROGRAMS, 'packages/server/src/testing/postgres.setup.ts'] },
  web: { test: 240, hook: 240, globalSetup: [...PROGRAMS, ...PAGES] },
  guests: { test: 240, hook: 240, globalSetup: [...PROGRAMS, 'tools/test/setup/guests.ts'] },
  machines: { test: 600, hook: 1200, globalSetup: [...PROGRAMS, 'tools/hosts/packages.ts'] },
};

/**
 * A project of Vitest for each lane, and for each group that is asked for: vitest would know no project of that name.
 * @param args of the command line, with `--project NAME` or `--project=NAME`
 */
export function projects(root: string, args: string[]): TestProjectInlineConfiguration[] {
  const specs = specsByLane(root);
  const asked = args.map((arg, n) => (arg === '--project' ? args[n + 1] : arg.replace(/^--project=/, '')));
  return [
    ...LANES.map((lane) => project(lane, specs[lane], [lane])),
    ...Object.entries(GROUPS)
      .filter(([name]) => asked.includes(name))
      .map(([name, has]) => {
        const files = LANES.flatMap((lane) => specs[lane].filter((file) => has(file, lane)));
        return project(name, files, [...LANES]);
      }),
  ];
}

function project(name: string, include: string[], lanes: Lane[]): TestProjectInlineConfiguration {
  const settings = lanes.map((lane) => SETTINGS[lane]);
  return {
    test: {
      name,
      include,
      globalSetup: [...new Set(settings.flatMap(({ globalSetup }) => globalSetup))],
      testTimeout: Math.max(...settings.map(({ test }) => test)) * SECOND,
      hookTimeout: Math.max(...settings.map(({ hook }) => hook)) * SECOND,
      maxWorkers: WORKERS,
      // What waits for nothing leaves nothing either: its files share processes, and what they import is read once in each.
      isolate: lanes.some((lane) => lane !== 'pure'),
    },
  };
}
