// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from './board.ts';
import { type BoardJob, jobOnBoard } from './job-on-board.ts';

/** Needs years for the text that the board says. */
const EVIL = '(?:a{1,30}){1,30}[b]';
const SAID = 'a'.repeat(60);

const PROMPT = 'root@box:~# ';
const boot = { method: 'minimal', reset: false, prompts: [PROMPT] };
const monitor = { name: 'm', start: 'BEGIN', end: 'END', pattern: '(?P<test_case_id>x): (?P<result>pass)' };
const script = (more: object, prompts: string[] = [PROMPT]) => [
  { boot },
  { test: { interactive: [{ name: 'i', prompts, script: [{ command: 'x', ...more }] }] } },
];
const login = { login_prompt: 'login:', username: 'root' };

/** Every place where a job or a device gives a pattern to a step that runs. */
const PLACES: [string, BoardJob][] = [
  ['prompts', { actions: [{ boot: { ...boot, prompts: [EVIL] } }] }],
  [
    'kernel-start-message of the job',
    { actions: [{ boot: { ...boot, parameters: { 'kernel-start-message': EVIL } } }] },
  ],
  [
    'kernel-start-message of the device',
    { actions: [{ boot }], device: { constants: { 'kernel-start-message': EVIL } } },
  ],
  ['failure_message', { actions: [{ boot: { ...boot, prompts: ['never'], failure_message: EVIL } }] }],
  [
    'login_prompt',
    { actions: [{ boot: { ...boot, prompts: ['never'], auto_login: { ...login, login_prompt: EVIL } } }] },
  ],
  [
    'password_prompt',
    {
      actions: [
        {
          boot: {
            ...boot,
            prompts: ['never'],
            auto_login: { ...login, password_prompt: EVIL, password: 'x' },
          },
        },
      ],
    },
  ],
  ['start of a monitor', { actions: [{ boot }, { test: { monitors: [{ ...monitor, start: EVIL }] } }] }],
  ['end of a monitor', { actions: [{ boot }, { test: { monitors: [{ ...monitor, end: EVIL }] } }] }],
  [
    'pattern of a monitor',
    { actions: [{ boot }, { test: { monitors: [{ ...monitor, pattern: `(?P<test_case_id>${EVIL})` }] } }] },
  ],
  ['prompts of a script', { actions: script({}, [EVIL]) }],
  ['successes of a script', { actions: script({ successes: [{ message: EVIL }] }, ['never']) }],
  ['failures of a script', { actions: script({ failures: [{ message: EVIL }] }, ['never']) }],
];

describe('a pattern that never finishes', () => {
  it.each(PLACES)('as %s ends the job in time, with the reason', async (_, job) => {
    using board = scriptedBoard([
      { say: `Linux version 6\r\n${SAID}\r\nlogin: ` },
      { wait: 200, say: `${SAID}\r\n${PROMPT}` },
      { wait: 2500, say: `\r\nBEGIN\r\n${SAID}\r\n` },
      { wait: 200, say: `${SAID}\r\n` },
    ]);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 20);
    const { status } = await jobOnBoard(board, job);
    clearInterval(timer);
    expect(status).toMatchObject({ health: 'incomplete', code: 'test-pattern' });
    expect(status.message).toContain(EVIL);
    expect(ticks).toBeGreaterThan(20);
  });
});
