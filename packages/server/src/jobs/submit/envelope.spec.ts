// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { checkEnvelope } from './envelope.ts';

const JOB = `job_name: a
device_type: qemu
visibility: public
timeouts: {job: {minutes: 9}}
actions: []
`;
const ROLES = `protocols: {lava-multinode: {roles: {a: {device_type: qemu, count: 2}}}}
actions: [{deploy: {to: tmpfs, role: [a], images: {rootfs: {url: "http://x/y"}}}}]
`;

it.each([
  ['has its type', JOB, 'qemu'],
  ['of several devices has none of its own', JOB.replace('actions: []\n', '') + ROLES, undefined],
])('a job %s', (_, text, type) => {
  const { envelope } = checkEnvelope(text, {});
  expect(envelope).toMatchObject({ name: 'a' });
  expect(envelope?.deviceType).toBe(type);
});
