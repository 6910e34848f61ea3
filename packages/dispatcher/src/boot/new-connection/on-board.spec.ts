// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';

/** A board that boots on its own console, and a second console of it. */
async function run(connection: string) {
  using board = scriptedBoard([{ say: `Linux version 6\r\n${PROMPT}` }]);
  using second = scriptedBoard([
    { expect: '\n', say: '\r\nlogin: ' },
    { expect: 'root\n', say: `\r\n${PROMPT}` },
  ]);
  const connections = {
    uart0: { connect: board.connect, tags: ['primary'] },
    uart1: { connect: second.connect },
  };
  const auto_login = { login_prompt: 'login:', username: 'root' };
  const finished = await jobOnBoard(board, {
    actions: [
      { boot: { namespace: 'one', method: 'minimal', reset: false, prompts: [PROMPT] } },
      { boot: { namespace: 'two', method: 'new_connection', connection, auto_login, prompts: [PROMPT] } },
    ],
    device: { commands: { connect: undefined, connections } },
  });
  return { ...finished, heard: () => second.report().heard };
}

describe('new_connection', () => {
  it('opens another console of the device in a namespace of its own, and logs in there', async () => {
    const { status, text } = await run('uart1');
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(text('input')).toContain('root');
  });

  it.each([
    ['uart9', 'the device has no connection uart9'],
    ['uart0', 'connection uart0 is the console of the device itself'],
  ])('to %s is refused before anything is touched', async (connection, message) => {
    const { status } = await run(connection);
    expect(status).toMatchObject({ code: 'job-invalid', message: expect.stringContaining(message) });
  });
});

executes('scripted', 'boot new-connection: new_connection');
