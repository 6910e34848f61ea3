// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { checkDevice } from './configuration.ts';

const board = {
  constants: {},
  actions: { deploy: { methods: { tftp: null } }, boot: { methods: { 'u-boot': {} } } },
  timeouts: { actions: { 'power-off': { seconds: 10 } }, connections: null },
};

describe('check of a rendered device configuration', () => {
  it('accepts what a type without a dictionary gives', () => {
    expect(checkDevice(board)).toEqual([]);
  });

  it('names unknown keys with their path and the nearest known one', () => {
    expect(
      checkDevice({ ...board, fastboot_serial: 'x', actions: { ...board.actions, bot: {} } }),
    ).toMatchObject([
      {
        message: '`bot` is not allowed here',
        where: { path: ['actions', 'bot'] },
        hint: 'did you mean `boot`?',
      },
      {
        message: '`fastboot_serial` is not allowed here',
        where: { path: ['fastboot_serial'] },
        hint: expect.stringContaining('fastboot_serial_number'),
      },
    ]);
  });

  it('says what is expected and found, or in the words of the schema', () => {
    const commands = { connections: { uart0: {} }, hard_reset: [], power_on: 5 };
    const problems = checkDevice({ actions: board.actions, timeouts: [], commands, usb_serial_driver: 3 });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('connection_commands lacks it'),
      '`hard_reset`: expected at least 1 entry, found an empty list',
      expect.stringMatching(/^`power_on`: expected a command, a list of commands or a mapping/),
      '`constants` is missing',
      '`timeouts`: expected a mapping, found an empty list',
      '`usb_serial_driver`: expected text, found number 3',
    ]);
  });

  it('reports all problems together', () => {
    const commands = { connections: { uart0: { tags: ['primary'] } }, hard_reset: [], users: { led: {} } };
    const paths = checkDevice({ ...board, usb_vendor_id: 451, commands }).map((p) =>
      p.where?.path?.join('.'),
    );
    expect(paths).toEqual([
      'commands.connections.uart0.connect',
      'commands.users.led.do',
      'commands.hard_reset',
      'usb_vendor_id',
    ]);
  });

  it('lets no ssh host be switched off', () => {
    const actions = { deploy: { methods: { ssh: { host: 'build.lab' } } }, boot: {} };
    expect(checkDevice({ ...board, actions, commands: { power_off: 'pdu off' } })).toEqual([
      {
        message: 'an ssh host may not have the command power_off',
        where: { path: ['commands', 'power_off'] },
      },
    ]);
  });

  it('takes anything at all without falling over', () => {
    for (const value of [null, undefined, 3, 'text', [], { actions: 3 }, { commands: [] }])
      expect(checkDevice(value).length).toBeGreaterThan(0);
  });
});
