// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { validateJob } from './validate-job.ts';

function warnings(...actions: string[]) {
  const text = `job_name: x\ndevice_type: x\nvisibility: public\ntimeouts: {job: {minutes: 5}}\nactions:\n${actions.map((each) => `- ${each}\n`).join('')}`;
  const { problems } = validateJob(text);
  expect(problems.filter(isError)).toEqual([]);
  return problems.flatMap(({ message, hint, where }) =>
    hint?.includes('docs/reference/coverage.md') ? [`${where?.line}:${where?.column}: ${message}`] : [],
  );
}

describe('a job that no worker of this version runs', () => {
  it.each([
    [
      'a method',
      `deploy: {to: avh, fw_package: {url: 'http://h/r'}}`,
      '6:12: deploy method avh does not run yet',
    ],
    ['a boot method', 'boot: {method: avh}', '6:10: boot method avh does not run yet'],
    ['an installer', `deploy: {to: tftp, preseed: {url: 'http://h/n'}}`, '6:22: `preseed`'],
    ['a script', 'boot: {method: u-boot, commands: nfs, use_bootscript: true}', '6:41: `use_bootscript`'],
    ['an address', `deploy: {to: tmpfs, images: {a: {url: 'scp://h/a'}}}`, '6:36: `url` does not run yet'],
    [
      'a way to fetch the overlay',
      `boot: {method: minimal, transfer_overlay: {transfer_method: nfs, unpack_command: tar}}`,
      '6:46: `transfer_method: nfs`',
    ],
    [
      'a call in an interactive test',
      `test: {interactive: [{name: a, prompts: ['#'], script: [{command: b, lava-send: c}]}]}`,
      '6:72: `lava-send`',
    ],
  ])('is warned of at its line: %s', (_, action, told) => {
    expect(warnings(action)).toEqual([expect.stringContaining(told)]);
  });

  it.each([
    ['deploy', `deploy: {to: tmpfs, images: {a: {url: 'http://h/a', image_arg: '-kernel {a}'}}}`],
    ['TFTP to U-Boot', `deploy: {to: tftp, kernel: {url: 'http://h/k', type: image}}`],
    ['U-Boot', 'boot: {method: u-boot, commands: nfs}'],
    ['boot', `boot: {method: qemu, media: tmpfs, prompts: ['#']}`],
    ['files without more', `deploy: {to: downloads, images: {a: {url: 'file:///srv/a'}}}`],
    ['test', `test: {definitions: [{from: git, repository: 'http://h/a', path: b, name: c}]}`],
    ['an address that the device completes', `deploy: {to: tmpfs, images: {a: {url: '{SERVER}/a'}}}`],
  ])('is not: %s that runs', (_, action) => {
    expect(warnings(action)).toEqual([]);
  });

  it('is warned of once a block', () => {
    const block = `deploy: {to: avh, fw_package: {url: 'http://h/r'}}`;
    expect(warnings(block, block)).toHaveLength(2);
  });
});

it('an address that nothing can fetch is refused at its line', () => {
  const { problems } = validateJob(
    "job_name: x\ndevice_type: x\nvisibility: public\ntimeouts: {job: {minutes: 5}}\nactions:\n- deploy: {to: tmpfs, images: {a: {url: 'ftp://h/a'}}}\n",
  );
  expect(problems.filter(isError)).toEqual([
    expect.objectContaining({
      message: '`url`: no way to fetch this address',
      where: expect.objectContaining({ line: 6 }),
    }),
  ]);
});
