// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { action, errors, job, judged, MINIMAL } from '../testing/job-text.ts';

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
