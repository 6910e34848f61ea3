// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const device = { parameters: { media: { usb: { stick: { uuid: 'usb-1' } } } } };
const image = { url: 'http://h/disk.img' };

it.each([
  ['an image', { image }, 'storage-deploy{download-retry; dd-image}'],
  ['images', { images: { image, bmap: image } }, 'storage-deploy{download-retry; download-retry; dd-image}'],
  ['a list of no images', { images: {} }, 'storage-deploy{dd-image}'],
  ['nothing to write', {}, 'storage-deploy'],
])('plan of deploy usb with %s', async (_, keys, plan) => {
  expect(await planOf([{ deploy: { to: 'usb', device: 'stick', ...keys } }], { device })).toEqual([plan]);
});
