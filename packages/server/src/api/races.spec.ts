// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../testing/api.ts';

type By = Awaited<ReturnType<TestApi['as']>>;
type Request = [method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object];

let admin: By;
beforeAll(async () => {
  const api = await testApi();
  admin = await api.as('admin');
  await api.lab.user('bob');
  await api.lab.deviceType('kept');
});

const ROUNDS = 12;

/** Requests that refer to the same things, and what is made before each round. */
const RACES: [what: string, before: (n: number) => Request[], at: (n: number) => Request[]][] = [
  [
    'a group is removed, and is given something and members',
    (n) => [['POST', '/groups', { name: `g${n}` }]],
    (n) => [
      ['DELETE', `/groups/g${n}`],
      ['POST', '/permissions', { permission: 'view', kind: 'device-type', object: 'kept', group: `g${n}` }],
      ['PATCH', `/groups/g${n}`, { add: ['bob'] }],
      ['PATCH', `/groups/g${n}`, { name: `h${n}` }],
    ],
  ],
  [
    'a device type is removed, and gets a device and a permission',
    (n) => [['POST', '/device-types', { name: `t${n}` }]],
    (n) => [
      ['DELETE', `/device-types/t${n}`],
      ['POST', '/devices', { name: `d${n}`, deviceType: `t${n}` }],
      ['POST', '/permissions', { permission: 'view', kind: 'device-type', object: `t${n}`, user: 'bob' }],
      ['PATCH', `/device-types/t${n}`, { healthFrequency: 3 }],
    ],
  ],
  [
    'a worker is removed, and gets a device and a permission',
    (n) => [
      ['POST', '/workers', { name: `w${n}` }],
      ['POST', '/devices', { name: `e${n}`, deviceType: 'kept' }],
    ],
    (n) => [
      ['DELETE', `/workers/w${n}`],
      ['PATCH', `/devices/e${n}`, { worker: `w${n}` }],
      ['POST', '/permissions', { permission: 'change', kind: 'worker', object: `w${n}`, user: 'bob' }],
    ],
  ],
  [
    'a device is removed, tagged, given a dictionary and a permission',
    (n) => [['POST', '/devices', { name: `f${n}`, deviceType: 'kept' }]],
    (n) => [
      ['DELETE', `/devices/f${n}`],
      ['PATCH', `/devices/f${n}`, { tags: [`tag-${n}`, 'usb'] }],
      ['PUT', `/devices/f${n}/dictionary`, { text: "{% extends 'qemu.jinja2' %}" }],
      ['POST', '/permissions', { permission: 'view', kind: 'device', object: `f${n}`, user: 'bob' }],
      ['POST', '/devices', { name: `f${n}`, deviceType: 'kept' }],
    ],
  ],
  [
    'an account gets the same thing twice, and two links',
    (n) => [['POST', '/users', { username: `u${n}` }]],
    (n) => [
      ['POST', '/users', { username: `u${n}` }],
      ['POST', `/users/u${n}/password-link`, {}],
      ['POST', `/users/u${n}/password-link`, {}],
      ['POST', '/permissions', { permission: 'view', kind: 'device-type', object: 'kept', user: `u${n}` }],
      ['POST', '/permissions', { permission: 'view', kind: 'device-type', object: 'kept', user: `u${n}` }],
    ],
  ],
];

describe('requests at the same moment', () => {
  it.each(RACES)('%s: each is done or refused, and none is an error of the server', async (_, before, at) => {
    for (let n = 0; n < ROUNDS; n++) {
      for (const [method, path, body] of before(n))
        expect((await admin(method, path, body)).status, path).toBeLessThan(300);
      const requests = at(n);
      const shifted = [...requests.slice(n % requests.length), ...requests.slice(0, n % requests.length)];
      const answers = await Promise.all(shifted.map(([method, path, body]) => admin(method, path, body)));
      for (const [place, { status, body }] of answers.entries())
        expect(status, `${shifted[place]}: ${JSON.stringify(body)}`).toBeLessThan(500);
    }
  });
});
