// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { action, errors, job, MINIMAL } from '../testing/job-text.ts';
import { validateJob } from './validate-job.ts';

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
