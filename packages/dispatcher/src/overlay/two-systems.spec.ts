// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { scriptedBoard } from '../testing/board/board.ts';
import { jobOnBoard } from '../testing/board/job-on-board.ts';

const DEFINITION = {
  from: 'inline',
  name: 'x',
  path: 'a.yaml',
  repository: {
    metadata: { format: 'Lava-Test Test Definition 1.0', name: 'x', description: 'x' },
    run: { steps: ['ls'] },
  },
};

it.each([
  [
    ['android', 'debian'],
    ['/data/local/tmp/lava-1', '/lava-1'],
  ],
  [
    ['debian', 'android'],
    ['/lava-1', '/data/local/tmp/lava-1'],
  ],
  [
    ['android', undefined],
    ['/data/local/tmp/lava-1', '/data/local/tmp/lava-1'],
  ],
])('deploys of %j build an overlay each, for their own system', async (systems, directories) => {
  using board = scriptedBoard([]);
  const { results } = await jobOnBoard(board, {
    actions: [
      ...systems.map((os) => ({ deploy: { to: 'overlay', ...(os && { os }) } })),
      { test: { definitions: [DEFINITION] } },
    ],
  });
  const made = results.filter((each) => each.case === 'test-runscript-overlay');
  const names = made.map(({ extra }) => (extra as { filename: string }).filename);
  expect(names).toEqual(directories.map((directory) => `${directory}/0/tests/0_x/run.sh`));
});
