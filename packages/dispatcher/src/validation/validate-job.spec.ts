// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { validateJob } from './validate-job.ts';

const MINIMAL = `job_name: a job
device_type: qemu
visibility: public
timeouts:
  job: {minutes: 10}
`;
const ACTIONS = `actions:
- boot:
    method: minimal
    prompts: ['#']
`;

/** The minimal job with a change: other top lines, or other actions. */
function job({ top = MINIMAL, more = '', actions = ACTIONS } = {}): string {
  return `${top}${more}${actions}`;
}

function errors(text: string) {
  return validateJob(text).problems.filter(isError);
}

/** Without the warnings about methods that do not run yet. */
function judged(text: string) {
  const { job, problems } = validateJob(text);
  return { job, problems: problems.filter(({ message }) => !message.includes('does not run yet')) };
}

function action(yaml: string): string {
  return job({ actions: `actions:\n${yaml}` });
}

describe('verdicts that equal those of the enforced validator of LAVA', () => {
  it.each([
    ['a minimal job', job()],
    ['no actions', job({ actions: 'actions: []\n' })],
    ['priority true', job({ more: 'priority: true\n' })],
    ['an empty timeout', action('- boot: {method: minimal, timeout: {}}\n')],
    ['a timeout with only skip', action('- boot: {method: minimal, timeout: {skip: true}}\n')],
    ['a time limit of 0', action('- boot: {method: minimal, timeout: {seconds: 0}}\n')],
    ['a time limit longer than the job’s', action('- boot: {method: minimal, timeout: {hours: 1}}\n')],
    ['a number as key of metadata', job({ more: 'metadata: {1: a}\n' })],
    ['a number as secret', job({ more: 'secrets: {a: 1}\n' })],
    ['visibility {}', job({ top: MINIMAL.replace('public', '{}') })],
    ['a list in the context', job({ more: 'context: {arch: [amd64, 1]}\n' })],
    ['true in the context', job({ more: 'context: {no_kvm: true}\n' })],
    ['two blocks in one action', action('- deploy: {to: overlay}\n  boot: {method: minimal}\n')],
    ['an unknown boot method', action('- boot: {method: nonesuch}\n')],
    ['a role outside multinode', action('- boot: {method: minimal, role: client}\n')],
    [
      'status finished with type regression',
      job({ more: 'notify: {criteria: {status: finished, type: regression}}\n' }),
    ],
    [
      'a callback with header',
      job({ more: 'notify: {criteria: {status: all}, callback: {url: "http://x", header: A}}\n' }),
    ],
    ['environment and reboot_to_fastboot', job({ more: 'environment: {A: 1}\nreboot_to_fastboot: false\n' })],
    ['unknown keys in a block', action('- boot: {method: minimal, surprise: 1}\n')],
    ['device and worker', job({ more: 'device: qemu01\nworker: w\n' })],
  ])('accepts %s', (_, text) => expect(errors(text)).toEqual([]));

  it.each([
    ['priority in capitals', job({ more: 'priority: HIGH\n' }), 'priority'],
    ['two units', job({ top: MINIMAL.replace('minutes: 10', 'minutes: 10, hours: 1') }), 'timeouts.job'],
    ['half a minute', job({ top: MINIMAL.replace('10', '1.5') }), 'timeouts.job.minutes'],
    [
      'a step name in capitals',
      job({ top: `${MINIMAL}  actions: {Foo_1: {minutes: 1}}\n` }),
      'timeouts.actions.Foo_1',
    ],
    ['an unknown key at the top', job({ more: 'surprise: 1\n' }), 'surprise'],
    ['no visibility', job({ top: MINIMAL.replace('visibility: public\n', '') }), 'visibility'],
    ['a group that is not a list', job({ top: MINIMAL.replace('public', '{group: a}') }), 'visibility.group'],
    [
      'visibility with more than groups',
      job({ top: MINIMAL.replace('public', '{group: [a], x: 1}') }),
      'visibility.x',
    ],
    ['a name of 201 characters', job({ top: MINIMAL.replace('a job', 'a'.repeat(201)) }), 'job_name'],
    ['an unknown key in the context', job({ more: 'context: {architecture: x}\n' }), 'context.architecture'],
    ['an action that is text', action('- boot\n'), 'actions.0'],
    ['a repeat block', action('- repeat: {count: 2}\n'), 'actions.0.repeat'],
    ['a number as boot method', action('- boot: {method: 1}\n'), 'actions.0.boot.method'],
    [
      'a dot in the name of a monitor',
      action('- test: {monitors: [{name: a.b, start: a, end: b, pattern: c}]}\n'),
      'actions.0.test.monitors.0.name',
    ],
    ['an empty test block', action('- test: {}\n'), 'actions.0.test'],
    [
      'callback and callbacks',
      job({ more: 'notify: {criteria: {status: all}, callback: {url: a}, callbacks: [{url: b}]}\n' }),
      'notify',
    ],
    [
      'an unknown verbosity',
      job({ more: 'notify: {criteria: {status: all}, verbosity: loud}\n' }),
      'notify.verbosity',
    ],
  ])('refuses %s', (_, text, path) => {
    expect(errors(text).map(({ where }) => where?.path?.join('.'))).toEqual([path]);
    expect(validateJob(text).job).toBeUndefined();
  });
});

describe('verdicts where LAVA is known to be wrong', () => {
  it.each([
    ['no device type', job({ top: MINIMAL.replace('device_type: qemu\n', '') }), 'device_type'],
    [
      'multinode without roles',
      job({ top: MINIMAL.replace('device_type: qemu\n', ''), more: 'protocols: {lava-multinode: {}}\n' }),
      'protocols.lava-multinode.roles',
    ],
    ['a priority above 100', job({ more: 'priority: 150\n' }), 'priority'],
    [
      'attempts and repeats together',
      action('- boot: {method: minimal, repeat: 2, failure_retry: 2}\n'),
      'actions.0.boot.repeat',
    ],
  ])('refuses %s', (_, text, path) => {
    expect(errors(text).map(({ where }) => where?.path?.join('.'))).toEqual([path]);
  });

  it('accepts parameters and expected in an inline definition', () => {
    const definition =
      '{from: inline, name: a, path: b, repository: {run: {steps: []}, expected: [a], parameters: {A: b}}}';
    expect(validateJob(action(`- test: {definitions: [${definition}]}\n`)).problems).toEqual([]);
  });
});

describe('problems', () => {
  it('come all together, each with its place, what was expected and what was found', () => {
    const text = action(`- deploy:
    to: tftp
    kernel:
      ulr: http://x/y
      compression: gzz
- boot:
    method: u-bot
`);
    expect(validateJob(text, { file: 'job.yaml' }).problems).toEqual([
      {
        severity: 'error',
        message: '`url` is missing',
        expected: 'text',
        found: 'nothing',
        where: { file: 'job.yaml', line: 9, column: 5, path: ['actions', 0, 'deploy', 'kernel', 'url'] },
      },
      {
        severity: 'warning',
        message: '`ulr` is not a known key here',
        found: 'ulr',
        hint: 'did you mean `url`?',
        where: { file: 'job.yaml', line: 10, column: 7, path: ['actions', 0, 'deploy', 'kernel', 'ulr'] },
      },
      {
        severity: 'error',
        message: '`compression`: expected one of bz2, gz, xz, zip, zstd, found text "gzz"',
        expected: 'one of bz2, gz, xz, zip, zstd',
        found: 'text "gzz"',
        hint: 'did you mean `gz`?',
        where: {
          file: 'job.yaml',
          line: 11,
          column: 7,
          path: ['actions', 0, 'deploy', 'kernel', 'compression'],
        },
      },
      expect.objectContaining({ severity: 'warning', hint: 'did you mean `u-boot`?' }),
    ]);
  });

  it('report broken YAML with its place', () => {
    expect(validateJob('a: [b\n').problems).toEqual([
      expect.objectContaining({ severity: 'error', where: expect.objectContaining({ line: 2 }) }),
    ]);
  });

  it.each(['', '5', '[]', 'text', '- a'])('say that %j is not a job', (text) => {
    expect(errors(text)).toHaveLength(1);
  });

  it('with a device say why no method accepts a block, and what the device has', () => {
    const device = { actions: { boot: { methods: { minimal: null } } } };
    const text = action('- boot: {method: u-boot, commands: ramdisk}\n');
    expect(validateJob(text, { device }).problems).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('u-boot: the device has no boot method u-boot'),
        hint: 'boot methods of the device: minimal',
      }),
    ]);
  });
});

describe('what LAVA’s planner refuses', () => {
  const tests = (...names: string[]) =>
    `- test: {definitions: [${names.map((name) => `{from: git, repository: x, path: p, name: ${name}}`).join(', ')}]}\n`;
  const tmpfs = (image: string) =>
    action(`- deploy: {to: tmpfs, images: {a: {url: 'http://x/y', ${image}}}}\n`);

  it.each([
    [
      'a block without a namespace next to one with',
      action('- boot: {method: minimal, namespace: a}\n- boot: {method: minimal}\n'),
      'actions.1.boot',
    ],
    [
      'the namespace common next to another',
      action('- boot: {method: minimal, namespace: a}\n- boot: {method: minimal, namespace: common}\n'),
      'actions.1.boot.namespace',
    ],
    ['two tests of one name in a block', action(tests('a', 'b', 'a')), 'actions.0.test.definitions.2.name'],
    [
      'two tests of one name in two blocks',
      action(tests('a') + tests('a')),
      'actions.1.test.definitions.0.name',
    ],
    [
      'an unknown key in a block’s time limit',
      action('- boot: {method: minimal, timeout: {minutes: 1, x: 1}}\n'),
      'actions.0.boot.timeout.x',
    ],
    [
      'two units in a step’s time limit',
      action('- boot: {method: minimal, timeouts: {a: {minutes: 1, hours: 1}}}\n'),
      'actions.0.boot.timeouts.a',
    ],
    ['a negative time limit of the job', job({ top: MINIMAL.replace('10', '-10') }), 'timeouts.job.minutes'],
    [
      'a negative time limit of a block',
      action('- boot: {method: minimal, timeout: {seconds: -1}}\n'),
      'actions.0.boot.timeout.seconds',
    ],
    [
      'a time limit of centuries',
      job({ top: MINIMAL.replace('minutes: 10', 'days: 99999') }),
      'timeouts.job.days',
    ],
    ['overlays without a format', tmpfs('overlays: {lava: true}'), 'actions.0.deploy.images.a.overlays'],
    [
      'overlays with another format',
      tmpfs('format: qcow2, overlays: {lava: true}'),
      'actions.0.deploy.images.a.format',
    ],
    ['QEMU without prompts', action('- boot: {method: qemu, media: tmpfs}\n'), 'actions.0.boot.prompts'],
    [
      'QEMU with empty prompts',
      action('- boot: {method: qemu, media: tmpfs, prompts: []}\n'),
      'actions.0.boot.prompts',
    ],
    [
      'a password prompt without a password',
      action(
        "- boot: {method: minimal, prompts: ['#'], auto_login: {login_prompt: 'l:', username: u, password_prompt: 'P:'}}\n",
      ),
      'actions.0.boot.auto_login.password',
    ],
    [
      'a revision of a shallow clone',
      action(
        '- test: {definitions: [{from: git, repository: x, path: p, name: a, revision: abc, shallow: true}]}\n',
      ),
      'actions.0.test.definitions.0.shallow',
    ],
    [
      'a protocol that there is not',
      job({ more: 'protocols: {lava-lxc: {name: a}}\n' }),
      'protocols.lava-lxc',
    ],
  ])('refuses %s', (_, text, path) => {
    expect(errors(text).map(({ where }) => where?.path?.join('.'))).toEqual([path]);
    expect(errors(text)[0]?.where?.line).toBeGreaterThan(0);
  });

  it.each([
    [
      'namespaces on all blocks',
      action('- boot: {method: minimal, namespace: a}\n- boot: {method: minimal, namespace: b}\n'),
    ],
    [
      'one name in two namespaces',
      action(
        `${tests('a').replace('{def', '{namespace: x, def')}${tests('a').replace('{def', '{namespace: y, def')}`,
      ),
    ],
    ['any format without overlays', tmpfs('format: qcow2')],
    ['a format with overlays', tmpfs('format: ext4, overlays: {lava: true}')],
    ['empty overlays without a format', tmpfs('overlays: {}')],
    [
      'a password that is empty',
      action(
        "- boot: {method: minimal, prompts: ['#'], auto_login: {login_prompt: 'l:', username: u, password_prompt: 'P:', password: ''}}\n",
      ),
    ],
    ['no attempts, which is one', action('- boot: {method: minimal, failure_retry: 0}\n')],
    ['a partition by name', action('- boot: {method: u-boot, commands: ramdisk, boot_part: "0:1"}\n')],
    [
      'a shallow clone of a branch',
      action(
        '- test: {definitions: [{from: git, repository: x, path: p, name: a, branch: b, shallow: true}]}\n',
      ),
    ],
  ])('accepts %s', (_, text) => expect(errors(text)).toEqual([]));

  it('hints what took the place of LXC', () => {
    const [problem] = errors(job({ more: 'protocols: {lava-lxc: {name: a}}\n' }));
    expect(problem?.hint).toContain('docker');
  });
});

describe('what is read loosely, with a warning', () => {
  const definition = (more: string) =>
    action(`- test: {definitions: [{from: git, repository: x, path: p, name: a, ${more}}]}\n`);
  const tftp = (more: string) => action(`- deploy: {to: tftp, kernel: {url: 'http://x/y'}, ${more}}\n`);

  it.each([
    ['branch', definition('branch:')],
    ['branch', definition('branch: []')],
    ['revision', definition('revision: {}')],
    ['revision', definition("revision: ''")],
    ['expected', definition("expected: ''")],
    ['params', definition('params: []')],
    ['skip_install', definition('skip_install: null')],
    ['os', tftp('os:')],
    ['os', tftp("os: ''")],
    ['persistent_nfs', tftp("persistent_nfs: ''")],
    ['overlays', tftp("ramdisk: {url: 'http://x/z', overlays: []}")],
    ['compression', tftp("ramdisk: {url: 'http://x/z', compression: ''}")],
    ['headers', tftp("ramdisk: {url: 'http://x/z', headers: []}")],
    ['prefix', tftp("nfsrootfs: {url: 'http://x/z', prefix: {}}")],
    [
      'login_commands',
      action(
        "- boot: {method: minimal, prompts: ['#'], auto_login: {login_prompt: l, username: u, login_commands: ''}}\n",
      ),
    ],
    ['soft_reboot', action('- boot: {method: minimal, soft_reboot: {}}\n')],
    ['tags', job({ more: 'tags:\n' })],
    ['context', job({ more: 'context:\n' })],
    ['type', tftp('').replace("y'}", "y', type: uImage}")],
    ['kernel_type', action('- boot: {method: u-boot, commands: ramdisk, kernel_type: ZIMAGE}\n')],
  ])('%s', (key, text) => {
    const { job: parsed, problems } = judged(text);
    expect(problems.map(({ severity, where }) => [severity, where?.path?.at(-1)])).toEqual([
      ['warning', key],
    ]);
    expect(problems[0]?.where?.line).toBeGreaterThan(5);
    expect(parsed).toBeDefined();
  });

  it.each([
    ['a file', tftp('ramdisk: {}'), 'url'],
    ['a file that is nothing', tftp('dtb:'), 'dtb'],
    [
      'what fetches the overlay',
      action("- boot: {method: minimal, prompts: ['#'], transfer_overlay: {}}\n"),
      'unpack_command',
    ],
    ['commands that are needed', action('- boot: {method: u-boot, commands: {}}\n'), 'commands'],
    ['a name that is needed', definition('branch: b').replace('name: a,', "name: '',"), 'name'],
  ])('but not %s', (_, text, key) => {
    expect(errors(text).map(({ where }) => where?.path?.at(-1))).toEqual([key]);
  });
});

describe('inline test definitions', () => {
  const inline = (body: string) =>
    action(`- test:
    definitions:
    - from: inline
      name: a
      path: a.yaml
      repository:
${body.replace(/^/gm, '        ')}
`);

  it('are judged step by step, with line, column and what YAML made of the text', () => {
    const text = inline("run:\n  steps:\n  - echo fine\n  - echo 'ERROR: something'; lava-test-case x");
    expect(errors(inline('run:\n  steps:\n  - echo fine\n  - echo ERROR: something'))).toEqual([
      expect.objectContaining({
        message: '`3`: expected text or a number or true or false, found a mapping'.replace('3', '1'),
        hint: expect.stringContaining('quotes'),
        where: expect.objectContaining({ line: 16, column: 13 }),
      }),
    ]);
    expect(errors(text)).toHaveLength(1);
  });

  it.each([
    ['a list as a step', 'run: {steps: [[a]]}', 'error', 'run.steps.0'],
    ['nothing as a step', 'install: {steps: [null]}\nrun: {steps: [a]}', 'error', 'install.steps.0'],
    ['steps that are text', 'run: {steps: make}', 'error', 'run.steps'],
    ['a wrong word in install', 'install: {deps: [{a: b}]}\nrun: {steps: [a]}', 'error', 'install.deps.0'],
    ['an unknown key', 'run: {steps: [a]}\nmetdata: {}', 'warning', 'metdata'],
    ['an unknown key of run', 'run: {steps: [a], step: [b]}', 'warning', 'run.step'],
    ['no run', 'metadata: {name: a}', 'warning', 'run'],
    [
      'an unknown verdict',
      'run: {steps: [a]}\nparse: {fixupdict: {OK: passed}}',
      'error',
      'parse.fixupdict.OK',
    ],
  ])('report %s', (_, body, severity, path) => {
    const { problems } = validateJob(inline(body));
    expect(problems.map((each) => [each.severity, each.where?.path?.slice(6).join('.')])).toEqual([
      [severity, path],
    ]);
  });

  it('may name packages by distribution', () => {
    expect(
      validateJob(inline('install: {deps: [a], deps-debian: [b]}\nrun: {steps: [true, 1]}')).problems,
    ).toEqual([]);
  });
});

it('refuses services where the device does not allow them', () => {
  const text = action('- test: {services: [{name: a, from: git, repository: x, path: p}]}\n');
  const verdict = (parameters: Record<string, unknown>) =>
    validateJob(text, { device: { parameters, actions: {} } })
      .problems.filter(isError)
      .map(({ where }) => where?.line);
  expect(verdict({})).toHaveLength(1);
  expect(verdict({ allow_test_services: false })).toHaveLength(1);
  expect(verdict({ allow_test_services: true })).toEqual([]);
});
