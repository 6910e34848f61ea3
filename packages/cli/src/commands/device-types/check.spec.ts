// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeServer, runLava } from '../../testing/fake-server.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lava-check-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const types = 'dispatcher-config/device-types';
const devices = 'dispatcher-config/devices';

describe('lava device-types check', () => {
  it('renders types and dictionaries, with the shipped library as parents', async () => {
    write(
      `${types}/own-board.jinja2`,
      "{% extends 'base-uboot.jinja2' %}\n{% set console_device = 'ttyS0' %}\n",
    );
    write(
      `${devices}/own-01.jinja2`,
      "{% extends 'own-board.jinja2' %}\n{% set connection_command = 'telnet ser2net 7001' %}\n",
    );
    expect(await runLava(['device-types', 'check', root], {})).toMatchObject({
      code: 0,
      stdout: '2 templates, no problems\n',
    });
  });

  it('lists every problem once, with template and line', async () => {
    write(
      `${types}/a.jinja2`,
      "{% extends 'base.jinja2' %}\n{% block body %}\nactions: {}\nfastboot_option: []\n{% endblock %}\n",
    );
    write(`${types}/b.jinja2`, "{% extends 'a.jinja2' %}\n{% set x = 1 | nonsense %}\n");
    write(`${types}/c.jinja2`, "{% extends 'a.jinja2' %}\n");
    write(`${devices}/c-01.jinja2`, "{% extends 'c.jinja2' %}\n{% set connection_list = ['uart0'] %}\n");
    const { code, stdout } = await runLava(['device-types', 'check', root], {});
    expect(code).toBe(8);
    expect(stdout).toMatch(
      /^a\.jinja2:4:1: `fastboot_option` is not allowed here .*fastboot_options.*\[c\.jinja2\]$/m,
    );
    expect(stdout).toMatch(/^b\.jinja2:2:1: .*nonsense/m);
    expect(stdout).toMatch(/^base\.jinja2:\d+:1: .*'connection_commands' is undefined.*c-01\.jinja2/m);
    expect(stdout).toMatch(/^3 problems in 4 templates$/m);
  });

  it('refuses a directory without templates', async () => {
    expect(await runLava(['device-types', 'check', root], {})).toMatchObject({
      code: 8,
      stderr: expect.stringContaining('has no templates'),
    });
  });
});

describe('lava devices render', () => {
  const dictionary = "{% extends 'qemu.jinja2' %}\n{% set no_kvm = True %}\n";

  it('renders a file with the context of a job', async () => {
    const file = write(`${devices}/qemu-01.jinja2`, dictionary);
    const { code, stdout } = await runLava(
      ['devices', 'render', file, '--context', 'arch=arm64', '--context', 'memory=64'],
      {},
    );
    expect(code).toBe(0);
    expect(stdout).toContain("hostname: 'qemu-01'");
    expect(stdout).toContain('command: qemu-system-aarch64');
    expect(stdout).toContain('- -m 64');
  });

  it('prints the numbers of a context as Python does', async () => {
    const text = '{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {{ f }} {{ a == b }} {{ a|int }}';
    const file = write('x.jinja2', `timeouts: {}\nconstants: {x: "${text}"}\n`);
    const context = {
      ...{ a: '1.0', b: '1', c: '[2.50, 1.0e+16, .inf]' },
      ...{ d: '{k: 3.0}', e: '12345678901234567890', f: '-0.0' },
    };
    const pairs = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    expect(await runLava(['devices', 'render', file, ...pairs], {})).toMatchObject({
      code: 0,
      // By python3-jinja2 3.1.2 and PyYAML 6.0.
      stdout: `timeouts: {}\nconstants: {x: "1.0 1 [2.5, 1e+16, inf] {'k': 3.0} 12345678901234567890 -0.0 True 1"}\n`,
    });
  });

  it('shows all problems of a file', async () => {
    const file = write(
      'x.jinja2',
      "{% extends 'ssh.jinja2' %}\n{% set ssh_host = 'h' %}\n{% set power_off_command = 'pdu off' %}\n",
    );
    const { code, stderr } = await runLava(['devices', 'render', file], {});
    expect(code).toBe(8);
    expect(stderr).toContain('an ssh host may not have the command power_off');
  });

  it('asks the server for anything else', async () => {
    const server = await fakeServer({
      'GET /devices/bbb-01/rendered?context=memory%3D64&context=arch%3Darm64': 'constants: {}\n',
    });
    try {
      const args = ['devices', 'render', 'bbb-01', '--context', 'memory=64', '--context', 'arch=arm64'];
      expect(await runLava(args, { LAVA_URL: server.url, LAVA_TOKEN: 't' })).toMatchObject({
        code: 0,
        stdout: 'constants: {}\n',
      });
    } finally {
      await server.close();
    }
  });
});
