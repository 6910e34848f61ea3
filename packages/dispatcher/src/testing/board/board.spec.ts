// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { isMissed } from '@lava/protocol/record/missed.ts';
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from './board.ts';
import { jobOnBoard } from './job-on-board.ts';
import { transcriptOf } from './record.ts';
import type { Turn } from './transcript.ts';

const LOGIN = join(import.meta.dirname, 'shell-login.board.yaml');
const PROMPT = 'root@box:~# ';
const boot = { method: 'minimal', reset: false, prompts: ['root@box:~# '] };
const auto_login = {
  login_prompt: 'login:',
  username: 'root',
  password_prompt: 'Password:',
  password: 'secret',
};

/** A board that is booted already, whose shell is a real one. */
const SHELL: Turn[] = [{ say: 'Linux version 6\r\n' }, { run: `PS1='${PROMPT}' exec sh -i` }];

describe('a scripted board', () => {
  it('is logged in to, at its pace and through its noise', async () => {
    using board = scriptedBoard(LOGIN);
    const { status, results } = await jobOnBoard(board, {
      actions: [{ boot: { ...boot, auto_login } }],
    });
    expect(status).toMatchObject({ health: 'complete' });
    expect(results.find((each) => each.case === 'login-action')?.result).toBe('pass');
    expect(board.report().heard).toContain('root\nsecret\n');
  });

  it('whose firmware prints what the prompt matches is warned of once', async () => {
    using board = scriptedBoard([
      { say: 'memory # 512 MB\r\nhit # to stop\r\nLinux version 6\r\nroot@box:~# ' },
    ]);
    const { status, text } = await jobOnBoard(board, { actions: [{ boot: { ...boot, prompts: ['#'] } }] });
    expect(status).toMatchObject({ health: 'complete' });
    expect(text('warning')).toMatch(/^the prompt # also matches what comes before[^\n]*"memory #"[^\n]*$/);
  });

  it('that refuses the login fails the job', async () => {
    using board = scriptedBoard([
      { say: 'Linux version 6\r\nbox login: ' },
      { expect: 'root\n', say: 'Password: ' },
      { expect: 'secret\n', say: '\r\nLogin incorrect\r\nbox login: ' },
    ]);
    const { status } = await jobOnBoard(board, { actions: [{ boot: { ...boot, auto_login } }] });
    expect(status).toMatchObject({ health: 'incomplete', code: 'login-failed' });
  });

  it('that ends in the middle is a closed connection', async () => {
    using board = scriptedBoard([{ say: 'Linux version 6\r\n', end: 3 }]);
    const { status } = await jobOnBoard(board, { actions: [{ boot }] });
    expect(status).toMatchObject({ code: 'connection-closed', message: expect.stringContaining('status 3') });
  });

  it('that never starts has missed all cases that its tests were expected to report, whatever their kind', async () => {
    using board = scriptedBoard([{ say: 'Linux version 6\r\n', end: 3 }]);
    const metadata = { format: 'Lava-Test Test Definition 1.0', name: 'a', description: 'a' };
    const definition = (name: string, expected: string[]) => ({
      ...{
        from: 'inline',
        name,
        path: 'a.yaml',
        repository: { metadata, run: { steps: ['true'] } },
        expected,
      },
    });
    const script = { prompts: [PROMPT], script: [{ name: 's', command: 'true' }] };
    const { status, results, text } = await jobOnBoard(board, {
      actions: [
        { deploy: { to: 'overlay', os: 'debian' } },
        { boot },
        { test: { definitions: [definition('a', ['one']), definition('b', ['two', 'three'])] } },
        { test: { definitions: [definition('c', ['four'])] } },
        { test: { interactive: [{ ...script, name: 'shell', expected: ['s'] }] } },
        { test: { monitors: [{ name: 'My_Log', start: 'B', end: 'E', pattern: 'x', expected: ['m'] }] } },
      ],
      device: { constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' } } },
    });
    expect(status, text()).toMatchObject({ code: 'connection-closed' });
    const missed = results.filter((each) => isMissed({ result: each.result, metadata: { ...each } }));
    expect(missed.map((each) => `${each.definition} ${each.case}`)).toEqual([
      ...['0_a one', '1_b two', '1_b three', '2_c four', '2_shell s', 'my_log m'],
    ]);
  });

  it('can be a real shell: interactive tests', async () => {
    using board = scriptedBoard(SHELL);
    const { status, results } = await jobOnBoard(board, {
      actions: [
        { boot },
        {
          test: {
            interactive: [
              {
                name: 'shell',
                prompts: ['root@box:~# '],
                script: [
                  { name: 'sum', command: 'echo $((6*7))', successes: [{ message: '\\n42\\r' }] },
                  { name: 'tty', command: 'stty size', successes: [{ message: '24 80' }] },
                  { name: 'wrong', command: 'echo bad', successes: [{ message: 'never' }] },
                ],
              },
            ],
          },
        },
      ],
    });
    expect(status).toMatchObject({ health: 'complete' });
    const verdicts = results.filter(({ definition }) => definition === '0_shell');
    expect(verdicts.map((each) => `${each.case} ${each.result}`)).toEqual([
      'sum pass',
      'tty pass',
      'wrong fail',
    ]);
  });

  it('prints what monitors read', async () => {
    using board = scriptedBoard([
      { say: `Linux version 6\r\n${PROMPT}` },
      { wait: 300, say: `\r\nBEGIN\r\none: PASS\r\ntwo: FAIL\r\nEND\r\n` },
    ]);
    const monitor = {
      name: 'm',
      start: 'BEGIN',
      end: 'END',
      pattern: '(?P<test_case_id>\\w+): (?P<result>PASS|FAIL)\\r',
    };
    const { status, results } = await jobOnBoard(board, {
      actions: [
        { boot },
        { test: { monitors: [{ ...monitor, fixupdict: { PASS: 'pass', FAIL: 'fail' } }] } },
      ],
    });
    expect(status).toMatchObject({ health: 'complete' });
    expect(
      results.filter((each) => each.definition === 'm').map((each) => `${each.case} ${each.result}`),
    ).toEqual(['one pass', 'two fail']);
  });

  it('loses bytes that are typed, and replays what a log says', async () => {
    using board = scriptedBoard(LOGIN);
    const first = await jobOnBoard(board, { actions: [{ boot: { ...boot, auto_login } }] });
    const transcript = transcriptOf(first.records, 'the same again');
    using again = scriptedBoard(transcript);
    const second = await jobOnBoard(again, { actions: [{ boot: { ...boot, auto_login } }] });
    expect(second.status).toMatchObject({ health: 'complete' });
    expect(again.report().left).toBe(0);

    using deaf = scriptedBoard([
      { say: 'Linux version 6\r\nlogin: ', drop: 3 },
      { expect: 'root\n', say: PROMPT },
    ]);
    const failed = await jobOnBoard(deaf, {
      actions: [
        {
          boot: {
            ...boot,
            auto_login: { login_prompt: 'login:', username: 'root' },
            timeout: { seconds: 4 },
          },
        },
      ],
    });
    expect(failed.status.health).toBe('incomplete');
    expect(deaf.report()).toMatchObject({ heard: expect.stringContaining('root\n'), left: 1 });
  });

  it('refuses a transcript that it does not understand', () => {
    expect(() => scriptedBoard({ dialogue: [{ expct: 'x' } as Turn] })).toThrow(/dialogue\.0/);
  });
});
