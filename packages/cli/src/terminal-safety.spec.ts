// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeProgram } from './program/build.ts';
import { ANSWERS, EVIL, problem } from './testing/evil-answers.ts';
import { EVIL_LAVA } from './testing/evil-lava.ts';
import { type FakeServer, fakeServer } from './testing/fake-server.ts';
import { runHere } from './testing/run-here.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const RAW = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/;

/** Arguments of each command; stdin is a definition, a dictionary, or a password. */
const COMMAND_LINES: Record<string, string[][]> = {
  'jobs submit': [['-'], ['-', '--wait'], ['-', '--follow'], ['-', '--follow', '--json']],
  'jobs run': [['-']],
  'jobs list': [[], ['-o', 'wide'], ['-o', 'csv'], ['-o', 'yaml'], ['-o', 'jsonl'], ['--json']],
  'jobs queue': [[]],
  'jobs show': [['7'], ['7', '-o', 'yaml']],
  'jobs why': [['7']],
  'jobs wait': [['7']],
  'jobs logs': [['7'], ['7', '--debug', '--level', 'target,exception'], ['7', '-f'], ['7', '--json']],
  'jobs results': [['7', '--all', '-o', 'wide']],
  'jobs cancel': [['7', '8']],
  'jobs resubmit': [['7']],
  'jobs definition': [['7', '-o', 'yaml']],
  'jobs validate': [['-']],
  'jobs fail': [['7']],
  'jobs hold': [['7']],
  'jobs priority': [['7', 'high']],
  'jobs update': [['7', '--visibility', 'personal']],
  'jobs comment': [['7', EVIL]],
  'jobs comments': [['7'], ['7', '-o', 'wide']],
  'jobs attach': [['7', '/dev/null', '--name', 'x']],
  'jobs attachments': [
    ['7', '-o', 'wide'],
    ['7', '--get', 'x', '--file', '/dev/null'],
    ['7', '--remove', 'x'],
  ],
  'jobs tag-failure': [['7', '--add', 'x']],
  ci: [['-'], ['-', '--json']],
  console: [['d'], ['7']],
  'aliases list': [[]],
  'aliases add': [['x', 'd']],
  'aliases remove': [['x', EVIL]],
  'tags list': [[]],
  'tags add': [['x', '--description', EVIL]],
  'tags describe': [['x', EVIL]],
  'tags remove': [['x', EVIL]],
  'failure-tags list': [[]],
  'failure-tags describe': [['x', EVIL]],
  'failure-tags remove': [['x', EVIL]],
  'jobs keep': [['7', '--reason', EVIL]],
  'jobs retention': [['7']],
  'jobs translate': [['-', '-o', 'json']],
  'jobs attempts': [['7'], ['7', '-o', 'wide']],
  'jobs deliveries': [
    ['7', '-o', 'wide'],
    ['7', '--repeat', '3'],
  ],
  'results show': [['7']],
  'results add': [['7', EVIL, EVIL, 'pass', '--set', EVIL, '--reference', EVIL]],
  'results compare': [['7', '8']],
  'results export': [['7', '--file', '/dev/null']],
  'devices list': [['-o', 'wide']],
  'devices show': [['d']],
  'devices ledger': [['d']],
  'devices note': [['d', EVIL]],
  'device-types note': [['d', EVIL]],
  'workers note': [['w', EVIL]],
  'devices add': [['d', '--type', 'd']],
  'devices update': [['d', '--health', 'bad']],
  'devices remove': [['d', EVIL]],
  'devices render': [['d', '-o', 'json']],
  'devices dictionary get': [['d', '-o', 'yaml']],
  'devices dictionary set': [['d', '-']],
  'devices dictionary history': [['d']],
  'devices health-check': [['d']],
  'devices calendar': [['d']],
  lease: [['d'], ['d', '--for', '2h', '--idle', '30m', '--tag', 't']],
  boot: [['d', '-']],
  power: [['d', 'reset']],
  'leases list': [['-o', 'wide']],
  'leases show': [['7']],
  'leases extend': [['7', '1h']],
  'leases share': [['7', '--user', 'u']],
  'leases hand-over': [['7', 'u']],
  'leases end': [['7']],
  'device-types list': [['-o', 'wide']],
  'device-types library': [[]],
  'device-types show': [['d']],
  'device-types add': [['d']],
  'device-types update': [['d', '--hide']],
  'device-types remove': [['d', EVIL]],
  'device-types check': [['EVIL_DIRECTORY']],
  'device-types diff': [['EVIL_OLD', 'EVIL_NEW']],
  'workers config get': [['d', '-o', 'json']],
  'workers config set': [['d', '-']],
  'workers config history': [['d']],
  'workers env get': [['d', '-o', 'json']],
  'workers env set': [['d', '-']],
  'workers env history': [['d']],
  'workers env-dut get': [['d', '-o', 'json']],
  'workers env-dut set': [['d', '-']],
  'workers env-dut history': [['d']],
  'device-types template get': [['d', '-o', 'json']],
  'device-types template set': [['d', '-']],
  'device-types template history': [['d']],
  'device-types health-check get': [['d', '-o', 'json']],
  'device-types health-check set': [['d', '-']],
  'device-types health-check history': [['d']],
  'workers list': [['-o', 'wide']],
  'workers show': [['w']],
  'workers add': [['w']],
  'workers update': [['w', '--job-limit', '1']],
  'workers remove': [['w', EVIL]],
  'workers enable': [['w']],
  'workers disable': [['w']],
  'workers offline': [['w']],
  'workers online': [['w']],
  'workers assign': [['d', 'w']],
  'workers join-line': [['w']],
  'workers token': [['w']],
  'workers server-key': [[]],
  'workers accept': [['w', '0']],
  'workers dismiss': [['0']],
  'users password-link': [['d']],
  'users list': [[]],
  'users show': [['u']],
  'users add': [['u', '--password-file', '-']],
  'users update': [['u', '--not-admin', '--activate', '--unlink', 'ldap', '--remove-second-factor']],
  'users remove': [['u', 'w']],
  'groups list': [[]],
  'groups show': [['g']],
  'groups add': [['g']],
  'groups update': [['g', '--add', 'u']],
  'groups remove': [['g', EVIL]],
  'permissions list': [[]],
  'permissions grant': [['view', 'device', 'd', '--user', 'u']],
  'permissions revoke': [['1']],
  'tokens list': [[]],
  'tokens add': [[]],
  'tokens remove': [['1']],
  'results trend': [['x', EVIL]],
  'known-failures list': [[]],
  'known-failures add': [['x', EVIL, '--reason', 'x']],
  'known-failures remove': [['1']],
  'fair-share show': [[]],
  'fair-share list': [[]],
  'fair-share set': [['--on']],
  'fair-share user': [['x', '--weight', '2']],
  'fair-share group': [['x', '--cap', '2']],
  'queries list': [[]],
  'queries save': [['x', '']],
  'queries show': [['1']],
  'queries run': [['1']],
  'queries export': [['1', '--file', '/dev/null']],
  'queries delete': [['1', EVIL]],
  'subscriptions list': [[]],
  'subscriptions add': [['x', '', '--by', 'slack', '--to', 'http://x']],
  'subscriptions show': [['1']],
  'subscriptions deliveries': [['1'], ['1', '--repeat', '1']],
  'subscriptions delete': [['1']],
  'artifact-tokens list': [[]],
  'artifact-tokens add': [['x', '--secret-file', '-']],
  'artifact-tokens remove': [['x']],
  'server list': [[]],
  'server use': [[EVIL]],
  'lab up': [['--worker', 'w', '--accel', 'kvm', '--time-scale', '2', '--state-dir', '/dev/null/lab']],
  'lab status': [['--state-dir', '/dev/null/lab']],
  'lab console': [[EVIL, '--state-dir', '/dev/null/lab']],
  'lab power': [['w', EVIL]],
  'lab down': [['--state-dir', `/dev/null/${EVIL}`]],
  history: [[]],
  login: [['SERVER', '--token-file', 'input']],
  logout: [[]],
  whoami: [[]],
  validate: [['-']],
  // These run a program of this machine, or print what is built in.
  doctor: [[]],
  backup: [['/nonexistent/x']],
  restore: [['/nonexistent/x']],
  completion: [['fish']],
  import: [['ELSEWHERE'], ['ELSEWHERE', '--without-permissions', '--dry-run', '--json']],
};

describe('nothing that others wrote reaches a terminal unfiltered', () => {
  let server: FakeServer;
  let refusing: FakeServer;
  let elsewhere: FakeServer;
  let home: string;
  beforeAll(async () => {
    server = await fakeServer(ANSWERS);
    const refusal = { code: 'conflict', kind: 'job', message: EVIL, hint: EVIL, problems: [problem] };
    refusing = await fakeServer({}, { status: 409, body: refusal });
    elsewhere = await fakeServer(EVIL_LAVA);
    home = mkdtempSync(join(tmpdir(), 'lava-cli-'));
    writeFileSync(join(home, `bad${EVIL.replaceAll('/', '')}.jinja2`), '{% if %}');
    writeFileSync(join(home, 'input'), `job_name: ${EVIL}\n`);
    for (const name of ['old', 'new'])
      writeFileSync(
        join(home, name),
        `{% extends 'qemu.jinja2' %}{% set memory = ${JSON.stringify(name + EVIL)} %}`,
      );
  });
  afterAll(async () => {
    await server.close();
    await refusing.close();
    await elsewhere.close();
    rmSync(home, { recursive: true });
  });

  it('has a command line for every command', async () => {
    const leaves = (command: Command, path: string): string[] =>
      command.commands.length === 0
        ? [path]
        : command.commands.flatMap((child) => leaves(child as Command, `${path} ${child.name()}`.trim()));
    expect(Object.keys(COMMAND_LINES).sort()).toEqual(leaves(await wholeProgram(), '').sort());
  });

  const cases = Object.entries(COMMAND_LINES).flatMap(([path, lines]) =>
    lines.map((args): [string, string[]] => [[path, ...args].join(' '), [...path.split(' '), ...args]]),
  );
  it.each(cases)('lava %s', async (_, words) => {
    const place: Record<string, string> = {
      SERVER: server.url,
      ELSEWHERE: elsewhere.url,
      EVIL_DIRECTORY: home,
      EVIL_OLD: join(home, 'old'),
      EVIL_NEW: join(home, 'new'),
      '-': join(home, 'input'),
    };
    for (const { url } of [server, refusing]) {
      const env = { XDG_CONFIG_HOME: home, LAVA_URL: url, LAVA_TOKEN: 't', PATH: '/nonexistent' };
      const { stdout, stderr } = await runHere(
        words.map((word) => place[word] ?? word),
        env,
      );
      const output = stdout + stderr;
      expect(output).not.toMatch(RAW);
      expect(output).not.toBe('');
    }
  });
});
