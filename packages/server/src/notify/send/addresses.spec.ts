// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { allowedOf, allowedReceivers, isReachable, refuseAddress } from './addresses.ts';

const NONE = allowedOf([]);

it.each([
  ...[
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ],
  ...['255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:1::', 'not an address'],
])('%s is not on the internet', (address) => {
  expect(isReachable(address, NONE.networks)).toBe(false);
});

it.each(['93.184.216.34', '2606:2800:220:1::1', '::ffff:93.184.216.34'])('%s is', (address) => {
  expect(isReachable(address, NONE.networks)).toBe(true);
});

it('lets an admin allow hosts, addresses and networks, and nothing next to them', () => {
  const allowed = allowedOf(['Hooks.lab', '10.1.0.0/16', '::1', 'fd00::/8']);
  expect(['10.1.2.3', '::1', 'fd12::1'].map((one) => isReachable(one, allowed.networks))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['10.2.0.1', '127.0.0.1', 'fe80::1'].some((one) => isReachable(one, allowed.networks))).toBe(false);
  expect(allowed.hosts).toEqual(new Set(['hooks.lab']));
  expect(() => refuseAddress('[::1]', allowed)).not.toThrow();
  expect(() => refuseAddress('169.254.169.254', allowed)).toThrow(/not on the internet/);
});

it.each(['10.0.0.0/33', 'x y', 'hooks.lab/8', '10.0.0.0/x'])('refuses the setting %j', (entry) => {
  expect(() => allowedReceivers([entry])).toThrow(/^private_receivers: /);
});
