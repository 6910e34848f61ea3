// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { BUILT_IN_COMMANDS } from '../job/built-in-commands.ts';
import { parseDevice } from '../job/parse.ts';
import { jobOnBoard } from '../testing/board/job-on-board.ts';
import { action } from '../testing/job-text.ts';
import { validateJob } from '../validation/validate-job.ts';

/** It has nothing to start, and needs no line of the device. */
const LINES = BUILT_IN_COMMANDS.filter((name) => name !== 'stop_test_services');
const commands = Object.fromEntries(LINES.map((name) => [name, `echo this is ${name}`]));

describe('a command that every device may have', () => {
  it('is known when the job is submitted, and runs', async () => {
    const yaml = BUILT_IN_COMMANDS.map((name) => `- command: {name: ${name}}\n`).join('');
    const device = parseDevice(JSON.stringify({ commands, actions: {} }));
    expect(validateJob(action(yaml), { device }).problems).toEqual([]);
    const { status, text } = await jobOnBoard(
      { connect: '' },
      {
        device: { commands: { ...commands, connect: undefined } },
        actions: BUILT_IN_COMMANDS.map((name) => ({ command: { name } })),
      },
    );
    expect(status, text()).toMatchObject({ health: 'complete' });
    for (const name of LINES) expect(text()).toContain(`>> this is ${name}`);
  });

  it('is not any other name', async () => {
    const device = parseDevice(JSON.stringify({ commands, actions: {} }));
    const { problems } = validateJob(action('- command: {name: constructor}\n'), { device });
    expect(problems).toMatchObject([{ message: 'the device has no command `constructor`' }]);
  });
});
