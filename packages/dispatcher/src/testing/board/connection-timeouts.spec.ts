// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from './board.ts';
import { jobOnBoard } from './job-on-board.ts';
import type { Turn } from './transcript.ts';

const PROMPT = 'root@box:~# ';
const KERNEL: Turn = { say: 'Linux version 6\r\n' };
const login = { login_prompt: 'login:', username: 'root' };
const boot = { method: 'minimal', reset: false, prompts: [PROMPT] };
const monitor = { name: 'm', start: 'BEGIN', end: 'END', pattern: '(?P<test_case_id>x): (?P<result>pass)' };
const interactive = { name: 'i', prompts: [PROMPT], script: [{ command: 'x' }] };
const metadata = { format: 'Lava-Test Test Definition 1.0', name: 't' };
const definition = {
  from: 'inline',
  name: 't',
  path: 't.yaml',
  repository: { metadata, run: { steps: ['true'] } },
};
const withShell = [
  { deploy: { to: 'overlay', os: 'debian' } },
  { boot },
  { test: { definitions: [definition] } },
];
const withTransfer = [
  withShell[0],
  { boot: { ...boot, transfer_overlay: { download_command: 'wget', unpack_command: 'tar -C / -xzf' } } },
  withShell[2],
] as object[];

/** A board that falls silent where the step waits, and what the step's failure is called. */
const WAITS: [step: string, code: string, turns: Turn[], actions: object[]][] = [
  ['auto-login-action', 'job-timeout', [{ say: 'firmware\r\n' }], [{ boot }]],
  ['login-action', 'login-failed', [KERNEL], [{ boot }]],
  ['login-action', 'login-failed', [KERNEL, { say: 'login: ' }], [{ boot: { ...boot, auto_login: login } }]],
  [
    'login-action',
    'login-failed',
    [KERNEL, { say: PROMPT }],
    [{ boot: { ...boot, auto_login: { ...login, login_commands: ['su'] } } }],
  ],
  ['expect-shell-connection', 'login-failed', [KERNEL, { say: PROMPT }], withShell],
  [
    'overlay-unpack',
    'overlay-failed',
    [KERNEL, { say: PROMPT }, { expect: '\n', say: PROMPT }],
    withTransfer,
  ],
  [
    'lava-test-monitor',
    'test-timeout',
    [KERNEL, { say: PROMPT }],
    [{ boot }, { test: { monitors: [monitor] } }],
  ],
  [
    'lava-test-interactive',
    'test-timeout',
    [KERNEL, { say: PROMPT }],
    [{ boot }, { test: { interactive: [{ ...interactive, prompts: ['never'] }] } }],
  ],
];

describe('a connection timeout', () => {
  it.each(WAITS)('of %s ends its wait: %s', async (step, code, turns, actions) => {
    using board = scriptedBoard(turns);
    const job = {
      timeouts: { job: { minutes: 5 }, action: { minutes: 2 }, connections: { [step]: { seconds: 2 } } },
    };
    const { status } = await jobOnBoard(board, { actions, job });
    expect(status).toMatchObject({ health: 'incomplete', code });
    expect(status.message).toMatch(/within 2 seconds/);
  });

  it('of all connections ends a wait for an answer, not one for a system that boots', async () => {
    using board = scriptedBoard([
      { wait: 3000, say: 'Linux version 6\r\n' },
      { wait: 3000, say: 'login: ' },
    ]);
    const job = { timeouts: { job: { minutes: 5 }, action: { minutes: 2 }, connection: { seconds: 2 } } };
    const { status, text } = await jobOnBoard(board, {
      actions: [{ boot: { ...boot, auto_login: login } }],
      job,
    });
    expect(text('input')).toBe('root');
    expect(status).toMatchObject({
      code: 'login-failed',
      message: expect.stringContaining('within 2 seconds'),
    });
  });

  it('of the block counts as well', async () => {
    using board = scriptedBoard([KERNEL]);
    const { status } = await jobOnBoard(board, {
      actions: [{ boot: { ...boot, connection_timeout: { seconds: 2 } } }],
    });
    expect(status.message).toContain('within 2 seconds');
  });
});
