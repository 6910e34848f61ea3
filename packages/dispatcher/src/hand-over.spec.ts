// SPDX-License-Identifier: Apache-2.0
import { Device } from '@lava/protocol/device/device.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { expect, it } from 'vitest';
import { DEPLOYED } from './artefact/deployed.ts';
import { plan } from './plan.ts';

const methods = {
  deploy: { methods: { image: {}, tftp: null } },
  boot: { methods: { qemu: { parameters: { command: 'true' } }, minimal: null, jlink: {}, kexec: null } },
};
const device = Device.parse({ board_id: '1', commands: { connect: 'true' }, actions: methods });
const timeouts = { job: { minutes: 1 } };
const images = { rootfs: { url: 'file:///x', image_arg: '-drive file={rootfs}' } };
const DEPLOY = { to: 'tmpfs', images };
const QEMU = { method: 'qemu', prompts: ['#'] };
const DEFINITION = { from: 'inline', name: 'a', path: 'a', repository: {} };

const planned = (actions: object[]) => plan(Job.parse({ timeouts, actions }), device);

it.each([
  ['boot qemu without a deploy', [{ boot: QEMU }], 'the files of a deploy block', 0, 'boot'],
  [
    'boot qemu before the deploy',
    [{ boot: QEMU }, { deploy: DEPLOY }],
    'the files of a deploy block',
    0,
    'boot',
  ],
  [
    'boot qemu with a deploy of another namespace',
    [{ deploy: { ...DEPLOY, namespace: 'b' } }, { boot: { ...QEMU, namespace: 'a' } }],
    'the files of a deploy block',
    1,
    'boot',
  ],
  ['a flash without a deploy', [{ boot: { method: 'jlink' } }], 'the files of a deploy block', 0, 'boot'],
  [
    'a login without a console',
    [{ boot: { method: 'kexec', prompts: ['#'] } }],
    'an open console',
    0,
    'boot',
  ],
  [
    'test definitions without an overlay',
    [{ boot: { method: 'minimal', prompts: ['#'] } }, { test: { definitions: [DEFINITION] } }],
    'a test overlay',
    1,
    'test',
  ],
])('planning finds %s', async (_, actions, what, index, section) => {
  const { lacks } = await planned(actions);
  expect(lacks[0]).toMatchObject({
    message: expect.stringMatching(`^namespace (common|a) lacks ${what} when this block begins$`),
    where: { path: ['actions', index, section] },
  });
});

it('a boot gets the files of the nearest deploy before it', async () => {
  const { lacks, targets } = await planned([
    { deploy: DEPLOY },
    { boot: QEMU },
    { deploy: { to: 'tftp', kernel: { url: 'http://host/Image', type: 'image' } } },
    { boot: { method: 'minimal', prompts: ['#'] } },
  ]);
  expect(lacks).toEqual([]);
  const last = targets.get('common')?.find(DEPLOYED);
  expect(last).toMatchObject({ by: 'tftp', served: 'tftp', kernelType: 'image' });
  expect([...(last?.files.keys() ?? [])]).toEqual(['kernel']);
});
