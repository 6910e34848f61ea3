// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { executes } from '../executed.ts';
import { scriptedBoard } from './board.ts';
import { jobOnBoard } from './job-on-board.ts';

/** Where the board's shell, which is one of this machine, keeps the overlay. */
const root = mkdtempSync(join(tmpdir(), 'lava-guest-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PROMPT = 'root@box:~# ';
const fetch = `${process.execPath} -e "fetch(process.argv[1]).then(async (r) => require('fs').writeFileSync(process.argv[1].split('/').pop(), Buffer.from(await r.arrayBuffer())))"`;

function definition(name: string, steps: string[], more: object = {}) {
  const metadata = { format: 'Lava-Test Test Definition 1.0', name, description: name };
  return { from: 'inline', name, path: `${name}.yaml`, repository: { metadata, run: { steps }, ...more } };
}

/** A job on a board with a real shell, which fetches the overlay and runs the helpers. */
async function run(test: object, shell = 'sh -i') {
  using board = scriptedBoard([
    { say: 'Linux version 6\r\n' },
    { run: `cd ${root}; PS1='${PROMPT}' exec ${shell}` },
  ]);
  const directory = mkdtempSync(join(root, 'board-'));
  return await jobOnBoard(board, {
    device: {
      constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: `${directory}/lava-%s` } },
    },
    actions: [
      { deploy: { to: 'overlay' } },
      {
        boot: {
          method: 'minimal',
          reset: false,
          prompts: [PROMPT],
          transfer_overlay: { download_command: fetch, unpack_command: 'tar -C / -xzf' },
        },
      },
      { test },
    ],
  });
}

describe('definitions on a board with a real shell', () => {
  it('are fetched, run and report', async () => {
    const { status, results } = await run({
      definitions: [definition('a', ['lava-test-case x --shell true', 'lava-test-case y --result fail'])],
    });
    expect(status).toMatchObject({ health: 'complete' });
    const own = results.filter((each) => each.definition === '0_a');
    expect(own.map((each) => `${each.case} ${each.result}`)).toEqual(['x pass', 'y fail']);
  });

  it('end the job as a failure of the lab when their NFS server is silent, also where they may be late', async () => {
    const gone = 'echo "nfs: server 10.0.2.2 not responding, still trying"';
    const { status, results } = await run({
      timeout: { seconds: 10, skip: true },
      definitions: [definition('a', ['lava-test-case x --result pass', gone, 'sleep 60'])],
    });
    expect(status).toMatchObject({ health: 'incomplete', code: 'root-lost', kind: 'infrastructure' });
    expect(results).toContainEqual(expect.objectContaining({ case: 'x', result: 'pass' }));
  });

  it('run again from the start when the block is repeated', async () => {
    const { status, results } = await run({
      repeat: 3,
      definitions: [
        definition('a', ['lava-test-case x --result pass']),
        definition('b', ['lava-test-case y --result pass']),
      ],
    });
    expect(status).toMatchObject({ health: 'complete' });
    const own = results.filter((each) => /^\d_/.test(each.definition));
    expect(own.map((each) => `${each.definition} ${each.case} ${each.attempt ?? 1}`)).toEqual(
      [1, 2, 3].flatMap((attempt) => [`0_a x ${attempt}`, `1_b y ${attempt}`]),
    );
  });

  it('keep the results of a run whose start is lost', async () => {
    const spoil = 'cd ..; grep -v _STARTRUN 1_b/run.sh >r; cp r 1_b/run.sh';
    const { status, results } = await run({
      definitions: [
        definition('a', [spoil]),
        definition('b', ['lava-test-case x --result pass']),
        definition('c', ['lava-test-case y --result pass']),
      ],
    });
    expect(status).toMatchObject({ health: 'complete' });
    expect(results.filter((each) => /^\d_/.test(each.definition)).map((each) => each.definition)).toEqual([
      '1_b',
      '2_c',
    ]);
  });

  it('note on a measurement that the clock of the device was set before it', async () => {
    const measure = (name: string) => `lava-test-case ${name} --result pass --measurement 1 --units s`;
    const ahead = [
      "mkdir set; printf '#!/bin/sh\\nexpr $(/bin/date +%%s) + 3600\\n' >set/date; chmod +x set/date",
      'PATH="$PWD/set:$PATH"',
    ];
    const steps = [measure('before'), ...ahead, measure('set'), measure('behind')];
    const { results, text } = await run({ definitions: [definition('a', steps)] });
    const own = results.filter((each) => each.definition === '0_a');
    const clock = expect.stringMatching(/^the clock of the device was set by 3[56]\d\d s$/);
    expect(own.map((each) => [each.case, each.measurement, each.extra])).toEqual([
      ['before', '1', undefined],
      ['set', '1', { clock_jump: clock }],
      ['behind', '1', undefined],
    ]);
    expect(text()).toMatch(/the clock of the device was set by 3[56]\d\d s in the middle of the test/);
  });

  it('with a pattern that never finishes end in time, with the reason', async () => {
    const pattern = '(?P<test_case_id>(a?){32}b) (?P<result>pass)';
    const { status } = await run({
      definitions: [definition('a', [`echo ${'a'.repeat(32)}c pass`], { parse: { pattern } })],
    });
    expect(status).toMatchObject({ health: 'incomplete', code: 'test-pattern' });
    expect(status.message).toContain(pattern);
  });

  it.each([
    ['the kernel floods', 0],
    ['the kernel floods and that loses characters', 5],
  ])('lose no result on a console that %s', async (_, every) => {
    const noisy = join(import.meta.dirname, 'noisy-shell.ts');
    const cases = (from: number) =>
      `i=${from}; while [ $i -lt ${from + 20} ]; do lava-test-case c$i --result pass --measurement $i; i=$((i+1)); done`;
    const { status, results, text } = await run(
      { definitions: [definition('a', [cases(0)]), definition('b', [cases(20)])] },
      `${process.execPath} --disable-warning=ExperimentalWarning ${noisy} ${every}`,
    );
    expect(status).toMatchObject({ health: 'complete' });
    expect(results.filter((each) => each.case === 'corrupted')).toEqual([]);
    const own = results.filter((each) => each.case.startsWith('c'));
    expect(
      own.map((each) => `${each.definition} ${each.case} ${each.result} ${each.measurement}`).toSorted(),
    ).toEqual(Array.from({ length: 40 }, (_, i) => `${i < 20 ? '0_a' : '1_b'} c${i} pass ${i}`).toSorted());
    if (every > 0) expect(text('warning')).toContain('asked for again');
    const runs = results.filter((each) => each.definition === 'lava' && /^\d_/.test(each.case));
    expect(runs.map((each) => `${each.case} ${each.result}`)).toEqual(['0_a pass', '1_b pass']);
  });
});

it('lava-test-feedback puts what the device of another namespace has said into the log before what comes next', async () => {
  using board = scriptedBoard([
    { say: 'Linux version 6\r\n' },
    { run: `cd ${root}; PS1='${PROMPT}' exec sh -i` },
  ]);
  using other = scriptedBoard([{ expect: '\n', say: `\r\n${PROMPT}half a line` }]);
  const directory = mkdtempSync(join(root, 'board-'));
  const [one, two] = [{ namespace: 'one' }, { namespace: 'two' }];
  const boot = { prompts: [PROMPT], reset: false };
  const transfer_overlay = { download_command: fetch, unpack_command: 'tar -C / -xzf' };
  const steps = [
    'lava-test-feedback --namespace two',
    'lava-test-feedback --namespace three',
    'lava-test-case after --result pass',
  ];
  const { status, records, text } = await jobOnBoard(board, {
    device: {
      constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: `${directory}/lava-%s` } },
      commands: {
        connect: undefined,
        connections: {
          uart0: { connect: board.connect, tags: ['primary'] },
          uart1: { connect: other.connect },
        },
      },
    },
    actions: [
      { deploy: { ...one, to: 'overlay' } },
      { boot: { ...one, ...boot, method: 'minimal', transfer_overlay } },
      { boot: { ...two, ...boot, method: 'new_connection', connection: 'uart1' } },
      { test: { ...one, definitions: [definition('a', steps)] } },
    ],
  });
  expect(status, text()).toMatchObject({ health: 'complete' });
  const said = records.findIndex(({ lvl, msg }) => lvl === 'feedback' && msg === `${PROMPT}half a line`);
  const after = records.findIndex(({ msg }) => typeof msg !== 'string' && msg.case === 'after');
  expect(said).toBeGreaterThan(0);
  expect(after).toBeGreaterThan(said);
  expect(text('warning')).toContain('namespace three says, but no console of it is open');
});

executes('scripted', 'boot minimal', 'test definitions');
