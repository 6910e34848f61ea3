// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const DEVICE = join(import.meta.dirname, 'device');
const directory = mkdtempSync(join(tmpdir(), 'lava-helpers-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The shells of this machine that devices have. */
const SHELLS = [['sh'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '']) => spawnSync(program, ['--help']).error === undefined,
);

describe.each(SHELLS)('%s %s', (...shell) => {
  function run(helper: string, args: string[], typed = '', env: Record<string, string> = {}) {
    const cache = join(directory, 'cache');
    writeFileSync(cache, 'old\n');
    const [program = 'sh', ...first] = shell;
    const { stdout, status } = spawnSync(program, [...first, join(DEVICE, helper), ...args], {
      input: typed,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LAVA_MULTI_NODE_CACHE: cache, ...env },
    });
    return { stdout, status, kept: readFileSync(cache, 'utf8') };
  }

  it('asks in one line, and keeps the values of the answer, each on a line', () => {
    const typed = 'noise\n<LAVA_WAIT_PAIR 12:note=two words * $HOME>\n<LAVA_WAIT_COMPLETE 12:a=1 13:b=*>\n';
    expect(run('lava-wait', ['up'], typed)).toEqual({
      stdout: '<LAVA_MULTI_NODE> <LAVA_WAIT up>\n',
      status: 0,
      kept: '12:note=two words * $HOME\n12:a=1\n13:b=*\n',
    });
    expect(run('lava-wait-all', ['up', 'client'], '<LAVA_WAIT_ALL_COMPLETE>\n')).toEqual({
      stdout: '<LAVA_MULTI_NODE> <LAVA_WAIT_ALL up client>\n',
      status: 0,
      kept: '',
    });
    expect(run('lava-sync', ['go'], '<LAVA_SYNC_COMPLETE nack>\n')).toMatchObject({ status: 1, kept: '' });
    expect(run('lava-sync', ['go'])).toMatchObject({ status: 1 });
  });

  it('sends values, but nothing that would end its line', () => {
    expect(run('lava-send', ['up', 'a=1', 'b=two words']).stdout).toBe(
      '<LAVA_MULTI_NODE> <LAVA_SEND up a=1 b=two words>\n',
    );
    expect(run('lava-send', ['up', 'a=<b>'])).toMatchObject({ stdout: '', status: 1 });
    expect(run('lava-send', [])).toMatchObject({ stdout: '', status: 1 });
  });

  it('knows the group', () => {
    const env = {
      LAVA_GROUP: '12\\tserver\\n13\\tclient\\n14\\tclient\\n',
      TARGET_ROLE: 'client',
      LAVA_HOSTNAME: '13',
    };
    expect(run('lava-group', [], '', env).stdout).toBe('12\tserver\n13\tclient\n14\tclient\n');
    expect(run('lava-group', ['client'], '', env).stdout).toBe('13\n14\n');
    expect(run('lava-role', [], '', env).stdout).toBe('client\n');
    expect(run('lava-role', ['list'], '', env).stdout).toBe('client\nserver\n');
    expect(run('lava-self', [], '', env).stdout).toBe('13\n');
  });

  it('reads and lists addresses of the group', () => {
    const told = join(directory, 'network');
    writeFileSync(told, '12:ipv4=10.0.0.1\n12:hostname=box\n13:ipv4=10.0.0.2\n');
    const env = { LAVA_MULTI_NODE_NETWORK_CACHE: told };
    expect(run('lava-network', ['query', '12', 'ipv4'], '', env).stdout).toBe('10.0.0.1\n');
    expect(run('lava-network', ['nonsense'], '', env)).toMatchObject({ status: 1 });
    const sent = run(
      'lava-network',
      ['collect', 'lo'],
      '<LAVA_WAIT_ALL_COMPLETE 12:ipv4=10.0.0.9>\n',
      env,
    ).stdout;
    expect(sent).toMatch(/^<LAVA_MULTI_NODE> <LAVA_SEND network_info hostname=\S+ ipv4=\S* /);
    expect(readFileSync(told, 'utf8')).toBe('12:ipv4=10.0.0.9\n');
  });
});
