// SPDX-License-Identifier: Apache-2.0
import { Device } from '@lava/protocol/device/device.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { expect, it } from 'vitest';
import type { Step } from '../engine/step.ts';
import { plan } from '../plan.ts';

const device = Device.parse({
  actions: {
    deploy: { methods: { image: null, nbd: null, overlay: null } },
    boot: { methods: {} },
  },
});
const file = { url: 'http://h/f.ext4', format: 'ext4' };

async function childrenOf(name: string, ...actions: object[]): Promise<string[] | undefined> {
  const { steps } = await plan(Job.parse({ timeouts: { job: { minutes: 9 } }, actions }), device);
  const all = (step: Step): Step[] => [step, ...step.children.flatMap(all)];
  return steps
    .flatMap(all)
    .find((step) => step.name === name)
    ?.children.map((child) => child.name);
}

it.each([['the overlay of a file', { to: 'tmpfs', images: { a: { ...file, overlays: { lava: true } } } }]])(
  'lava-create-overlay has its children where no test needs an overlay: %s',
  async (_, deploy) => {
    expect(await childrenOf('lava-create-overlay', { deploy })).toEqual([
      'lava-multinode-overlay',
      'test-definition',
      'compress-overlay',
    ]);
  },
);

it('lava-create-overlay of a test in a container has its children without definitions too', async () => {
  const test = { docker: { image: 'debian' }, definitions: [] };
  expect(await childrenOf('lava-create-overlay', { test })).toEqual([
    'lava-multinode-overlay',
    'test-definition',
  ]);
});

it.each([
  ['nbd', { to: 'nbd', nbdroot: file }],
  ['overlay', { to: 'overlay' }],
])('lava-overlay is there and empty where no test needs it: %s', async (_, deploy) => {
  expect(await childrenOf('lava-overlay', { deploy })).toEqual([]);
});
