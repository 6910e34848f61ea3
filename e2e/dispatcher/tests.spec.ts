// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { type FileServer, serveFiles } from '@lava/lab/file-server.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guestJob, inline, qemuDevice } from './guest-job.ts';
import { Workspace } from './run.ts';

const space = new Workspace();
let payload: Payload;
let server: FileServer;

beforeAll(async () => {
  payload = await getPayload('amd64');
  server = await serveFiles(payload.directory);
});

afterAll(async () => {
  await server.close();
  space.remove();
});

describe('tests on a QEMU guest', () => {
  it('report everything the helpers can say', async () => {
    const steps = [
      'lava-test-case by-status --shell true',
      'lava-test-case by-words --shell test a = b',
      'lava-test-case number --result pass --measurement 1.5 --units "MB/s"',
      'lava-test-set start group',
      'lava-test-case in-group --result skip',
      'lava-test-set stop',
      'lava-test-reference refers --result unknown --reference https://example.com/a?b=c',
      'lava-test-event something happened',
      'echo file content >/tmp/out',
      'lava-test-case with-output --result pass --output /tmp/out',
      'lava-test-case odd --result maybe || true',
      'echo "secret is $TOKEN"',
    ];
    const job = guestJob({
      payload,
      kernel: { url: `${server.url}/kernel` },
      ramdisk: { url: `${server.url}/ramdisk.cpio.gz` },
      tests: [
        {
          definitions: [
            inline('first', steps, { parameters: { TOKEN: 'hidden-value' } }),
            inline('second', ['lava-test-case missing-before --result pass'], {
              expected: ['missing-before', 'never-comes'],
            }),
          ],
        },
        {
          definitions: [
            inline('later', ['lava-test-case again --shell test "$PWD" = "$(cat /tmp/none || pwd)"']),
          ],
        },
      ],
      job: { secrets: { ANY: 'hidden-value' } },
    });
    const { status, results, text, verdict } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('0_first', 'by-status')).toBe('pass');
    expect(verdict('0_first', 'by-words')).toBe('fail');
    expect(results.find((each) => each.case === 'number')).toMatchObject({
      measurement: '1.5',
      units: 'MB/s',
    });
    expect(results.find((each) => each.case === 'in-group')).toMatchObject({ set: 'group', result: 'skip' });
    expect(results.find((each) => each.case === 'refers')).toMatchObject({
      result: 'unknown',
      reference: 'https://example.com/a?b=c',
    });
    const marked = results.find((each) => each.case === 'by-status');
    expect(marked?.endtc).toBeGreaterThan(marked?.starttc ?? Number.POSITIVE_INFINITY);
    expect(verdict('0_first', 'with-output')).toBe('pass');
    expect(verdict('0_first', 'odd')).toBeUndefined();
    expect(verdict('1_second', 'never-comes')).toBe('fail');
    expect(verdict('2_later', 'again')).toBe('pass');
    for (const run of ['0_first', '1_second', '2_later']) expect(verdict('lava', run)).toBe('pass');
    for (const step of [
      'validate',
      'http-download',
      'login-action',
      'execute-qemu',
      'kernel-messages',
      'job',
    ])
      expect(verdict('lava', step)).toBe('pass');
    expect(text('event')).toBe('something happened');
    expect(text()).toContain('secret is [MASKED]');
    expect(text()).not.toContain('hidden-value');
    expect(status.poweredAt && status.lastSignalAt && status.poweredAt < status.lastSignalAt).toBe(true);
  });

  it('come out of git repositories and archives, with parameters and installation', async () => {
    const repository = join(space.root, 'repository');
    mkdirSync(join(repository, 'sub'), { recursive: true });
    const definition = (
      name: string,
      steps: string[],
    ) => `metadata: {format: Lava-Test Test Definition 1.0, name: ${name}}
params: {WORD: default, OTHER: other}
install: {steps: [echo installed > /tmp/installed-$OTHER]}
run: {steps: ${JSON.stringify(steps)}}
`;
    writeFileSync(
      join(repository, 'sub/test.yaml'),
      definition('from-git', [
        'lava-test-case parameter --shell test "$WORD" = given',
        'lava-test-case file --shell sh ./script.sh',
        'lava-test-case installed --shell test -f /tmp/installed-other',
      ]),
    );
    writeFileSync(join(repository, 'script.sh'), 'exit 0\n', { mode: 0o755 });
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', repository, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'first');
    execFileSync('tar', ['-C', repository, '-czf', join(space.root, 'archive.tar.gz'), '.']);
    const files = await serveFiles(space.root);
    const common = { name: 'x', path: 'sub/test.yaml', parameters: { WORD: 'given' } };
    const job = guestJob({
      payload,
      tests: [
        {
          definitions: [
            { ...common, from: 'git', name: 'cloned', repository: `file://${repository}` },
            {
              ...common,
              from: 'url',
              name: 'unpacked',
              repository: `${files.url}/archive.tar.gz`,
              compression: 'gz',
              skip_install: ['steps'],
            },
          ],
        },
      ],
    });
    const { status, verdict, results } = await space.run({ job, device: qemuDevice(payload) });
    await files.close();
    expect(status).toMatchObject({ health: 'complete' });
    for (const run of ['0_cloned', '1_unpacked'])
      for (const name of ['parameter', 'file', 'installed'])
        expect(`${run} ${verdict(run, name)}`).toBe(`${run} pass`);
    expect(results.find((each) => each.case === '0_cloned')).toMatchObject({
      commit_id: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('are read by monitors and typed by interactive scripts', async () => {
    const job = guestJob({
      payload,
      tests: [
        {
          interactive: [
            {
              name: 'typed',
              prompts: ['/ # '],
              script: [
                {
                  command: 'echo value-$((40 + 2))',
                  name: 'sum',
                  successes: [{ message: 'value-(?P<sum>\\d+)' }],
                },
                { command: 'echo again-{sum}-', name: 'kept', successes: [{ message: 'again-42-\\r' }] },
                { command: 'ls /nowhere', name: 'wrong', failures: [{ message: 'No such file' }] },
                {
                  command:
                    "(sleep 1; echo BEGIN; echo 'PASS: one'; echo 'FAIL: Two Words'; echo 'speed = 12 MB'; echo FINISH) &",
                  name: 'started',
                },
              ],
            },
          ],
        },
        {
          monitors: [
            {
              name: 'The Monitor',
              start: 'BEGIN',
              end: 'FINISH',
              pattern: '(?P<result>PASS|FAIL): (?P<test_case_id>[^\\r\\n]+)',
              fixupdict: { PASS: 'pass', FAIL: 'fail' },
              expected: ['one', 'two_words', 'three'],
            },
          ],
        },
      ],
    });
    const { status, verdict } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('0_typed', 'sum')).toBe('pass');
    expect(verdict('0_typed', 'kept')).toBe('pass');
    expect(verdict('0_typed', 'wrong')).toBe('fail');
    expect(verdict('lava', '0_typed')).toBe('pass');
    expect(verdict('the-monitor', 'one')).toBe('pass');
    expect(verdict('the-monitor', 'two_words')).toBe('fail');
    expect(verdict('the-monitor', 'three')).toBe('fail');
  });

  it('log in where a name is asked for', async () => {
    const job = guestJob({
      payload,
      ramdisk: { url: `file://${payload.directory}/ramdisk-login.cpio.gz` },
      boot: {
        auto_login: { login_prompt: 'login:', username: 'root', login_commands: ['export GREETING=hello'] },
      },
      steps: ['lava-test-case environment --shell test "$GREETING" = hello'],
    });
    const { status, verdict } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'environment')).toBe('pass');
  });
});

describe('a test block that is run again', () => {
  const once = '[ -f /tmp/once ] || { touch /tmp/once; lava-test-raise "not yet"; }';

  it('by repeat runs all of its definitions each time, and later results say which attempt', async () => {
    const definitions = [
      inline('a', ['lava-test-case x --result pass']),
      inline('b', ['lava-test-case y --result pass']),
    ];
    const job = guestJob({ payload, tests: [{ repeat: 2, definitions }] });
    const { status, results } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    const shown = results.map(
      (each) => `${each.definition} ${each.case} ${each.result} ${each.attempt ?? 1}`,
    );
    for (const attempt of [1, 2])
      for (const each of ['0_a x', '1_b y', 'lava 0_a', 'lava 1_b'])
        expect(shown.filter((line) => line === `${each} pass ${attempt}`)).toHaveLength(1);
  });

  it('by failure_retry starts from the beginning', async () => {
    const definitions = [inline('a', ['lava-test-case x --result pass', once])];
    const job = guestJob({ payload, tests: [{ failure_retry: 2, definitions }] });
    const { status, results } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    const runs = results.filter((each) => each.case === '0_a');
    expect(runs.map((each) => [each.result, each.attempt])).toEqual([
      ['fail', undefined],
      ['pass', 2],
    ]);
  });
});

describe('signals of a run that other output has torn or swallowed', () => {
  it('cost no later run', async () => {
    const tear = (signal: string, file: string) =>
      `awk '{ if (index($0, "lava-signal ${signal}")) { print "echo \\"<[  238.027544] read descriptors\\""; print "echo \\"LAVA_SIGNAL_${signal} $TESTRUN_ID $UUID>\\"" } else print }' ${file} >/tmp/r; cp /tmp/r ${file}`;
    const spoil = [
      'cd ..',
      tear('STARTRUN', '1_b/run.sh'),
      'grep -v STARTRUN 2_c/run.sh >/tmp/r; cp /tmp/r 2_c/run.sh',
      tear('ENDRUN', '3_d/run.sh'),
      'lava-test-case a1 --result pass',
    ];
    const others = ['b', 'c', 'd', 'e'].map((name) =>
      inline(name, [`lava-test-case ${name}1 --result pass`]),
    );
    const job = guestJob({ payload, tests: [{ definitions: [inline('a', spoil), ...others] }] });
    const { status, verdict, text } = await space.run({ job, device: qemuDevice(payload) });
    expect(status).toMatchObject({ health: 'complete' });
    for (const [i, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      expect(verdict(`${i}_${name}`, `${name}1`)).toBe('pass');
      expect(verdict('lava', `${i}_${name}`)).toBe('pass');
    }
    expect(text('warning')).toMatch(/read as: STARTRUN 1_b.*start of run 2_c is lost.*read as: ENDRUN 3_d/s);
    expect(text('target')).toMatch(/<LAVA_SIGNAL_ENDRUN 0_a \S+ #\d+:\w+>/);
  });
});

describe('a console that nobody reads for a while', () => {
  it('loses nothing', async () => {
    const definitions = [inline('a', ['echo BEGIN', 'seq 1 40000'])];
    const running = space.start({
      job: guestJob({ payload, tests: [{ definitions }] }),
      device: qemuDevice(payload),
    });
    await running.until('"BEGIN"');
    for (let pause = 0; pause < 5; pause++) {
      running.child.kill('SIGSTOP');
      await sleep(500);
      running.child.kill('SIGCONT');
      await sleep(50);
    }
    const { status, text } = await running.finished();
    expect(status).toMatchObject({ health: 'complete' });
    expect(new Set(text('target').match(/^\d+$/gm)).size).toBe(40_000);
  });
});
