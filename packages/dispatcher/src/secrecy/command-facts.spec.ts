// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parseDevice } from '../job/parse.ts';
import { addCommand } from './command-facts.ts';
import { deviceFacts, textFacts } from './device-facts.ts';
import { noFacts } from './facts.ts';
import { publicCommand } from './public-command.ts';

function factsOf(line: string) {
  const facts = noFacts();
  addCommand(facts, line);
  return {
    hosts: [...facts.hosts].sort(),
    credentials: [...facts.credentials].sort(),
    ports: [...facts.ports].sort(),
  };
}

describe('the facts of a command', () => {
  it.each([
    ['telnet ser2net.lab 7001', ['ser2net.lab'], [], ['7001']],
    [
      '/usr/bin/pduclient --daemon services --hostname pdu05 --command reboot --port 03',
      ['pdu05', 'services'],
      [],
      ['03'],
    ],
    ['pduclient --daemon=10.7.0.2 --port=4', ['10.7.0.2'], [], ['4']],
    ['ssh -p 2222 -o StrictHostKeyChecking=no root@gateway', ['gateway'], [], ['2222']],
    ['sudo telnet fd00::17 23', ['fd00::17'], [], ['23']],
    ['microcom -t [fd00::17]:4001', ['fd00::17'], [], ['4001']],
    ['socat - TCP:serial-3:2004,crnl', ['serial-3'], [], ['2004']],
    [
      "curl -u admin:hunter2x 'http://pdu.lab:8080/outlet?n=3&token=abcd1234'",
      ['pdu.lab'],
      ['abcd1234', 'admin:hunter2x', 'hunter2x'],
      ['8080'],
    ],
    ['curl https://root:s3cr3t@192.168.3.4/off', ['192.168.3.4'], ['s3cr3t'], []],
    ['snmpset -v 1 -c topsecret 10.0.0.4 .1.3.6.1.4 i 2', ['10.0.0.4'], ['topsecret'], []],
    ['ipmitool -H bmc-7 -U root -P calvin12 chassis power off', ['bmc-7'], ['calvin12'], []],
    ["sh -c 'sleep 1; telnet con9 7002'", ['con9'], [], ['7002']],
    ['env PDU_HOST=x PASSWORD=qwertz9 /opt/lab/off.sh', [], ['qwertz9'], []],
    ['/usr/local/bin/relay.py board.cfg 3 on', [], [], []],
    ['telnet localhost 7001', [], [], ['7001']],
  ])('%s', (line, hosts, credentials, ports) => {
    expect(factsOf(line)).toEqual({ hosts: hosts.sort(), credentials, ports });
  });
});

describe('a command for everybody', () => {
  it.each([
    [
      '/usr/bin/pduclient --daemon services --hostname pdu05 --command reboot --port 03',
      'pduclient --daemon <device> --hostname <device> --command reboot --port <device>',
    ],
    ['telnet ser2net.lab 7001', 'telnet <device>'],
    ['/usr/local/lab/relay board7 3 off', 'relay <device> off'],
    ['curl --url=http://pdu/ -p3', 'curl --url=<device> <device>'],
    ["an 'open quote", 'an <device>'],
    ['/bin/true', '/bin/true'],
    ['sleep 1.5', 'sleep 1.5'],
    ['/opt/off-10.0.0.9.sh 3', '<device>'],
  ])('%s', (line, shown) => {
    expect(publicCommand(line)).toBe(shown);
  });
});

const DEVICE = `
hostname: board-7
constants: {}
timeouts: {}
adb_serial_number: ABC123456
actions:
  deploy: {methods: {ssh: {host: 10.9.9.9}, flasher: {commands: ['flash --host flash-1 {IMAGE}']}}}
  boot: {methods: {u-boot: {ramdisk: {commands: ['setenv serverip 10.8.8.8']}}}}
commands:
  hard_reset: [pdu off 10.0.0.1, pdu on 10.0.0.2]
  connections: {uart0: {connect: telnet ser-1 7001, tags: [primary, telnet]}}
  users: {led: {do: led on led.lab.example, undo: led off led.lab.example}}
  connect: ssh board-7
`;

describe('the facts of a device', () => {
  it('are those of every command that the worker runs for it, and not of the device itself', () => {
    const { hosts } = deviceFacts(parseDevice(DEVICE));
    expect([...hosts].sort()).toEqual(['10.0.0.1', '10.0.0.2', 'flash-1', 'led.lab.example', 'ser-1']);
  });

  it('are found even in a text that is not a configuration', () => {
    const { hosts, lines } = textFacts(`${DEVICE}  broken: [\n`);
    expect([...hosts]).toEqual(expect.arrayContaining(['led.lab.example']));
    expect(textFacts('commands:\n  hard_reset: telnet ser-1 7001\n: : :').hosts).toContain('ser-1');
    expect(lines.size).toBe(0);
  });
});
