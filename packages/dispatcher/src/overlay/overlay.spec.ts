// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import type { Device } from '@lava/protocol/device/device.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../host/tool.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';
import { parseJob } from '../job/parse.ts';
import { environmentFile, secretsFile } from './environment.ts';
import { addHelpers } from './helpers.ts';
import { installScript, runScript } from './run-script.ts';
import { parseTestDefinition } from './test-definition-file.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-overlay-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const progress = Progress.root();
const _work = () => mkdtempSync(join(root, 'work-'));

const device = {
  hostname: "it's one",
  devicetype: 'qemu',
  environment: { LIST: ['a', 'b c'], NESTED: { X: true, Y: 3 } },
  static_info: [{ probe_ip: '10.0.0.1', probe_channel: '2' }],
  storage_info: [{ SATA: '/dev/disk/by-id/x' }],
  actions: {},
} as unknown as Device;
const job = {
  tags: ['x', 'y'],
  environment: { FROM_JOB: 'yes' },
  secrets: { TOKEN: 'abc' },
} as unknown as Job;
const source = { jobId: '42', job, device, dispatcherIp: '10.0.0.9', settings: {}, envDut: {} };

describe('the environment of tests', () => {
  it('is flattened and quoted', () => {
    expect(environmentFile(source).split('\n')).toEqual(
      expect.arrayContaining([
        'export LIST_0=a',
        "export LIST_1='b c'",
        'export NESTED_X=1',
        'export NESTED_Y=3',
        'export LAVA_STATIC_INFO_0_probe_ip=10.0.0.1',
        'export LAVA_STORAGE_INFO_0_SATA=/dev/disk/by-id/x',
        'export FROM_JOB=yes',
        'export LAVA_JOB_ID=42',
        'export LAVA_DISPATCHER_IP=10.0.0.9',
        'export LAVA_JOB_TAGS=x,y',
        "export LAVA_DEVICE_HOSTNAME='it'\\''s one'",
      ]),
    );
    expect(secretsFile(source)).toBe('TOKEN=abc\n');
  });
});

describe('run.sh', () => {
  const base = {
    run: '0_a',
    directory: '/lava-1/0/tests/0_a',
    bin: '/lava-1/bin',
    defaults: { A: 'it is' },
    parameters: { A: "it's" },
  };

  it('has parameters, steps and signals', () => {
    const text = runScript({
      ...base,
      steps: ['one', 'lava-test-case x --shell echo $1'],
      kmsg: false,
      characterDelay: 0,
    });
    expect(text.split('\n')).toEqual([
      '###default parameters from test definition###',
      "A='it is'",
      '######',
      '###test parameters from job submission###',
      "A='it'\\''s'",
      '######',
      'set -e',
      'set -x',
      'export TESTRUN_ID=0_a',
      'cd /lava-1/0/tests/0_a',
      'UUID="$(cat uuid)"',
      'set +x',
      '/lava-1/bin/lava-signal STARTRUN "$TESTRUN_ID" "$UUID"',
      'set -x',
      'one',
      'lava-test-case x --shell echo \\$1',
      'set +x',
      '/lava-1/bin/lava-signal ENDRUN "$TESTRUN_ID" "$UUID"',
      '',
    ]);
  });

  it('gives parameters that are not texts as Python prints them', async () => {
    const values = '{F: 1.0, G: 2.50, I: 3, B: true, N: null, L: [a, 1.0], T: "1.0"}';
    const job = parseJob(`timeouts: {job: {minutes: 1}}
actions:
- test:
    definitions:
    - {from: git, repository: x, path: x, name: a, parameters: ${values}}
`);
    const [{ test }] = job.actions as unknown as [{ test: { definitions: { parameters: object }[] } }];
    const file = await parseTestDefinition('x', `metadata: {name: a}\nparams: ${values}\nrun: {steps: []}\n`);
    const text = runScript({
      ...{ run: '0_a', directory: '/x', bin: '/bin', steps: [], kmsg: false, characterDelay: 0 },
      defaults: file.params ?? {},
      parameters: { ...test.definitions[0]?.parameters },
    });
    // By Python 3.11 with PyYAML 6.0: `f"{name}='{value}'"`, quoted for the shell.
    const printed = ["F='1.0'", "G='2.5'", "I='3'", "B='True'", "N='None'"];
    const all = [...printed, "L='['\\''a'\\'', 1.0]'", "T='1.0'"].join('\n');
    expect(text.split(`\n${all}\n######\n`)).toHaveLength(3);
  });

  it('speaks through the kernel where it is asked to', () => {
    const text = runScript({ ...base, steps: [], kmsg: true, characterDelay: 0.03 });
    expect(text).toContain('# USE_KMSG\nexport KMSG=true\n/lava-1/bin/lava-signal STARTRUN');
    expect(text).toContain('export CHARACTER_DELAY=0.03');
  });

  it('is preceded by install.sh with what the definition needs', () => {
    const text = installScript({
      ...base,
      keys: ['k'],
      sources: ['ppa:x'],
      packages: ['a', 'b'],
      steps: ['make'],
    });
    expect(text).toContain(
      'lava-add-keys k\nlava-add-sources ppa:x\nlava-install-packages a b\ncd /lava-1/0/tests/0_a\npwd\nmake\n',
    );
  });
});

const SHELLS = ['sh', 'bash', 'busybox'].filter((name) => findTool(name));

describe.each(SHELLS)('the helpers in %s', (name) => {
  const shell = name === 'busybox' ? `${findTool('busybox')} sh` : (findTool(name) ?? '');
  const directory = mkdtempSync(join(root, 'helpers-'));
  const tree = new OverlayTree();
  addHelpers(tree, '/x', { jobId: '42', job, device, shell });
  beforeAll(() => writeTree(progress, tree, join(directory, 'made')));
  const bin = join(directory, 'made/x/bin');
  const run = (script: string) =>
    spawnSync(shell.split(' ')[0] ?? '', [...shell.split(' ').slice(1), '-c', script], {
      encoding: 'utf8',
      env: { HOME: root, PATH: `${bin}:${process.env.PATH}`, LAVA_RESULT_DIR: join(directory, 'results') },
    });

  it('print the signals that the dispatcher reads', () => {
    const { stdout, stderr } = run(`
lava-test-case a --shell true
lava-test-case b --shell "test x = 'y z'"
lava-test-case c --result pass --measurement 1.5 --units s
lava-test-set start some set
lava-test-set stop
lava-test-reference r --result fail --reference https://x/y
lava-test-event two words
lava-test-feedback --namespace other
lava-test-raise all is lost`);
    expect(stderr).toBe('');
    // A measurement comes with the clocks of the device.
    expect(stdout.replace(/ CLOCK=\d+\/\d+>/, ' CLOCK>').split('\n')).toEqual([
      '<LAVA_SIGNAL_STARTTC a>',
      '<LAVA_SIGNAL_ENDTC a>',
      '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=a RESULT=pass>',
      '<LAVA_SIGNAL_STARTTC b>',
      '<LAVA_SIGNAL_ENDTC b>',
      '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=b RESULT=fail>',
      '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=c RESULT=pass UNITS=s MEASUREMENT=1.5 CLOCK>',
      '<LAVA_SIGNAL_TESTSET START some set>',
      '<LAVA_SIGNAL_TESTSET STOP>',
      '<LAVA_SIGNAL_TESTREFERENCE r fail https://x/y>',
      '<LAVA_SIGNAL_TESTEVENT two words>',
      '<LAVA_SIGNAL_TESTFEEDBACK other>',
      '<LAVA_SIGNAL_TESTRAISE all is lost>',
      '',
    ]);
    expect(readFileSync(join(directory, 'results/results/c/measurement'), 'utf8')).toBe('1.5\n');
  });

  it('number and sum up their signals where the runner has made a place for it, and send them again', () => {
    const signals = join(bin, '../signals');
    mkdirSync(signals);
    writeFileSync(join(signals, 'sent'), '');
    writeFileSync(join(signals, 'last'), '0\n');
    const first = run(`lava-test-case a --result pass
lava-test-event 'per cent %s and \\n'
lava-test-event "two
lines"
lava-signal LAST`);
    const sent = [
      '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=a RESULT=pass #1:',
      '<LAVA_SIGNAL_TESTEVENT per cent %s and \\n #2:',
    ];
    const all = first.stdout.split('\n').map((line) => line.replace(/:[0-9a-f]{8}>$/, ':'));
    expect(all).toEqual([...sent, '<LAVA_SIGNAL_TESTEVENT two', 'lines>', '<LAVA_SIGNAL_LAST #3:', '']);
    for (const line of first.stdout.matchAll(/<LAVA_SIGNAL_(.*) #(\d+):(\w+)>/g))
      expect(spawnSync('sha256sum', { input: `${line[2]} ${line[1]}`, encoding: 'utf8' }).stdout).toMatch(
        new RegExp(`^${line[3]}`),
      );
    const [one, two] = first.stdout.split('\n');
    expect(run('lava-signals-again 2').stdout).toBe(`${two}\n<LAVA_TEST_RUNNER AGAIN>\n`);
    expect(run('lava-signals-again all').stdout.split('\n').slice(0, 2)).toEqual([one, two]);
    rmSync(signals, { recursive: true });
  });

  it('refuse what they do not understand, without a signal', () => {
    for (const command of [
      'lava-test-case',
      'lava-test-case x --wrong y',
      'lava-test-reference x',
      'lava-test-set',
    ]) {
      const { status, stdout } = run(command);
      expect([command, status, stdout]).toEqual([command, 1, '']);
    }
  });

  it('know the facts of the board', () => {
    const { stdout } = run('lava-probe-ip; lava-probe-channel; lava-target-storage SATA; lava-self');
    expect(stdout).toBe('10.0.0.1\n2\n/dev/disk/by-id/x\n42\n');
  });

  it('start and stop a process in the background', () => {
    const mark = join(directory, 'mark');
    const { status } = run(`
lava-background-process-start bg --cmd 'echo run >>${mark}; sleep 100'
until [ -s ${mark} ]; do sleep 0.05; done
lava-background-process-stop bg
until ! kill -0 $(cat $LAVA_RESULT_DIR/results/bg/pid) 2>/dev/null; do sleep 0.05; done`);
    expect(status).toBe(0);
  });

  it('run what the list says, once', () => {
    const stage = join(directory, 'x/0');
    const definition = (id: string, script: string) => {
      mkdirSync(join(stage, 'tests', id), { recursive: true });
      writeFileSync(join(stage, 'tests', id, 'run.sh'), script);
      return join(stage, 'tests', id);
    };
    const good = definition('0_good', 'cat; lava-test-case a --result pass\n');
    const aborted = definition('1_aborted', 'set -e\nfalse\necho not reached\n');
    const uninstalled = definition('2_uninstalled', 'echo not reached\n');
    writeFileSync(join(uninstalled, 'install.sh'), 'exit 3\n');
    writeFileSync(join(stage, 'lava-test-runner.conf'), `${good}\n${aborted}\n${uninstalled}\n`);
    const { stdout } = run(`lava-test-runner ${stage} </dev/null`);
    expect(stdout).toContain('TEST_CASE_ID=a RESULT=pass');
    expect(stdout).not.toContain('not reached');
    expect(stdout).toContain('<LAVA_TEST_RUNNER INSTALL_FAIL>');
    expect(stdout.trimEnd().endsWith('<LAVA_TEST_RUNNER EXIT>')).toBe(true);
    const results = readdirSync(join(stage, 'results')).map((each) => each.replace(/-\d+$/, ''));
    expect(results.sort()).toEqual(['0_good', '1_aborted', '2_uninstalled']);
    expect(run(`lava-test-runner ${stage} 2>/dev/null`).stdout).not.toContain('TESTCASE');
  });
});
