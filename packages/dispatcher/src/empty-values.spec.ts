// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { describeAsTree } from './engine/describe.ts';
import { parseDevice, parseJob } from './job/parse.ts';
import { plan, planTolerantly } from './plan.ts';

const DEVICE = parseDevice(`
commands: {hard_reset: 'true', connect: 'true'}
parameters: {image: {kernel: '0x1', ramdisk: '0x2', dtb: '0x3'}}
actions:
  deploy: {methods: {tftp: }}
  boot:
    methods:
      u-boot: {parameters: {bootloader_prompt: '=>', interrupt_prompt: stop}, nfs: {commands: [boot]}}
  test: {methods: {docker: }}
`);

/** Where a key goes in the job below. */
const PLACES = {
  deploy: 'deploy: {',
  nfsrootfs: 'nfsrootfs: {',
  kernel: 'kernel: {',
  boot: 'boot: {',
  auto_login: 'auto_login: {',
  test: 'test: {',
  definition: '- {',
};

const JOB = `
job_name: empties
device_type: board
timeouts: {job: {minutes: 30}}
actions:
- deploy: {to: tftp, kernel: {url: 'http://h/k'}, nfsrootfs: {url: 'http://h/r.tar'}}
- boot: {method: u-boot, commands: nfs, prompts: ['#'], auto_login: {login_prompt: 'l:', username: u}}
- test: {definitions: [ - {from: git, repository: 'http://h/t.git', path: p, name: a}]}
`;

function jobWith(place: keyof typeof PLACES, key: string, value: string): string {
  return JOB.replace(PLACES[place], `${PLACES[place]}${key}: ${value}, `).replace('[ - {', '[{');
}

async function treeOf(text: string, tolerant = false): Promise<string> {
  const job = parseJob(text);
  const { steps } = tolerant ? await planTolerantly(job, DEVICE, []) : await plan(job, DEVICE);
  return steps.map(describeAsTree).join('');
}

const EMPTY = ['null', "''", '[]', '{}'];

describe('an empty value where LAVA tests truth counts as absent', () => {
  it.each([
    ['deploy', 'os'],
    ['deploy', 'persistent_nfs'],
    ['nfsrootfs', 'overlays'],
    ['nfsrootfs', 'prefix'],
    ['nfsrootfs', 'compression'],
    ['kernel', 'headers'],
    ['kernel', 'overlays'],
    ['kernel', 'sha256sum'],
    ['boot', 'soft_reboot'],
    ['boot', 'parameters'],
    ['auto_login', 'login_commands'],
    ['definition', 'branch'],
    ['definition', 'revision'],
    ['definition', 'expected'],
    ['definition', 'params'],
    ['definition', 'parameters'],
    ['definition', 'skip_install'],
  ] as const)('%s.%s', async (place, key) => {
    const absent = await treeOf(JOB.replace('[ - {', '[{'));
    for (const value of EMPTY) expect(await treeOf(jobWith(place, key, value)), value).toBe(absent);
  });
});

describe('where LAVA asks whether a key is there, an empty one', () => {
  it.each([
    ['test', 'interactive', 'lava-test-interactive'],
    ['test', 'monitors', 'lava-test-monitor'],
    ['test', 'docker', 'lava-docker-test'],
    ['boot', 'transfer_overlay', 'overlay-unpack'],
  ] as const)('%s.%s is planned, to be looked at', async (place, key, step) => {
    for (const value of EMPTY) expect(await treeOf(jobWith(place, key, value), true), value).toContain(step);
  });

  it.each([
    ['test', 'docker', 'null'],
    ['boot', 'transfer_overlay', '{}'],
    ['kernel', 'url', "''"],
    ['deploy', 'dtb', 'null'],
  ] as const)('%s.%s: %s does not run', async (place, key, value) => {
    const text = key === 'url' ? JOB.replace("'http://h/k'", 'null') : jobWith(place, key, value);
    await expect(treeOf(text.replace('[ - {', '[{'))).rejects.toMatchObject({ code: 'job-invalid' });
  });
});

describe('blocks', () => {
  it('of one action are planned in the order of their keys', async () => {
    const both = (first: string, second: string) =>
      treeOf(
        `job_name: a\ndevice_type: b\ntimeouts: {job: {minutes: 1}}\nactions:\n- ${first}\n  ${second}\n`,
      );
    const deploy = "deploy: {to: tftp, kernel: {url: 'http://h/k'}}";
    const boot = "boot: {method: u-boot, commands: nfs, prompts: ['#']}";
    const names = (tree: string) => tree.match(/^\d+ [\w-]+/gm);
    expect(names(await both(deploy, boot))).toEqual(['1 tftp-deploy', '2 uboot-action', '3 finalize']);
    expect(names(await both(boot, deploy))).toEqual(['1 uboot-action', '2 tftp-deploy', '3 finalize']);
  });

  it.each(['uImage', 'UIMAGE', 'zImage', 'Image'])('take a kernel of type %s', async (type) => {
    expect(await treeOf(jobWith('kernel', 'type', type))).toContain('prepare-kernel');
  });
});
