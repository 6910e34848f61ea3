// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeProgram } from './program/build.ts';
import { type FakeServer, fakeServer } from './testing/fake-server.ts';
import { runHere } from './testing/run-here.ts';

/** Retitles a terminal, clears it, starts colours, reverses text, as 7-bit and 8-bit sequences, and rings. */
const EVIL = 'x\x1b]0;pwned\x07\x1b[2J\x1b[31m\x9b2J\x90q\x9c\u202e\x07\x08y';
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const RAW = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/;

const TIME = '2026-11-22T10:00:00.000Z';
const job = {
  id: 7,
  description: EVIL,
  state: 'finished',
  health: 'incomplete',
  priority: 50,
  submitter: EVIL,
  deviceType: EVIL,
  device: EVIL,
  worker: EVIL,
  submitTime: TIME,
  startTime: TIME,
  endTime: TIME,
  waiting: [EVIL],
  error: { code: EVIL, kind: EVIL, message: EVIL },
  tags: [EVIL],
  visibility: EVIL,
  queueTimeout: null,
  records: 3,
  logComplete: true,
  results: { pass: 0, fail: 1, skip: 0, unknown: 0 },
  metadata: { [EVIL]: EVIL },
  resubmittedFrom: null,
  overhead: null,
};
const result = {
  suite: EVIL,
  set: EVIL,
  name: EVIL,
  result: 'fail',
  measurement: '1',
  units: EVIL,
  reference: EVIL,
  record: 1,
  startRecord: null,
  endRecord: null,
  metadata: {},
};
const record = (lvl: string, msg: unknown, more = {}) => JSON.stringify({ dt: TIME, lvl, msg, ...more });
const lines = [
  record('target', EVIL),
  record('input', EVIL),
  record('feedback', EVIL, { ns: EVIL }),
  record('info', EVIL, { step: { event: 'start', level: '1', name: EVIL, timeout: 3 } }),
  record('info', EVIL, { step: { event: 'end', level: '1', name: EVIL, duration: 1, ok: false } }),
  record('results', { definition: EVIL, case: EVIL, result: 'fail', units: EVIL, measurement: '1' }),
  record('exception', EVIL),
];
const problem = { message: EVIL, hint: EVIL, where: { path: [EVIL] } };
const device = {
  name: 'd',
  deviceType: EVIL,
  worker: EVIL,
  state: 'idle',
  health: 'good',
  description: EVIL,
  tags: [EVIL],
  currentJob: null,
  hasDictionary: true,
};
const type = {
  name: 'd',
  description: EVIL,
  display: true,
  devices: { idle: 1, busy: 0, offline: 0 },
  queued: 0,
  template: 'none',
};
const worker = {
  name: 'w',
  state: 'online',
  health: 'active',
  description: EVIL,
  version: EVIL,
  lastSeen: TIME,
  jobLimit: 0,
  devices: [EVIL],
  runningJobs: [],
  keyFingerprint: EVIL,
};
const asks = { fingerprint: EVIL, address: EVIL, worker: EVIL, firstSeen: TIME, lastSeen: TIME, attempts: 1 };
const user = {
  username: EVIL,
  email: EVIL,
  admin: true,
  groups: [EVIL],
  active: true,
  created: TIME,
  lastLogin: null,
};
const token = { id: 1, description: EVIL, created: TIME, expires: TIME, lastUsed: null, token: EVIL };
const version = { version: 1, time: TIME, user: EVIL, text: EVIL, problems: [problem] };
const entry = {
  id: 8,
  time: TIME,
  actor: EVIL,
  kind: 'device',
  object: EVIL,
  action: EVIL,
  old: EVIL,
  new: null,
  reason: EVIL,
};
const invitation = { name: EVIL, joinLine: `${EVIL}'; rm -rf /; '`, expires: TIME };
const link = { controlPort: 1, logPort: 2, keyFingerprint: EVIL, key: EVIL };
const sse = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const stream = {
  headers: { 'content-type': 'text/event-stream' },
  body: sse('records', { from: 0, lines }) + sse('job', job) + sse('end', {}),
};

const ANSWERS: Record<string, unknown> = {
  'GET /jobs?limit=25': { items: [job], next: EVIL },
  'GET /jobs?sort=queue&limit=100': { items: [job], next: null },
  'GET /jobs/7': job,
  'POST /jobs/7/cancel': job,
  'POST /jobs': { id: 7, warnings: [problem] },
  'POST /jobs/7/resubmit': { id: 7, warnings: [problem] },
  'POST /jobs/validate': { problems: [problem] },
  'POST /jobs/translate': { definition: EVIL, warnings: [problem] },
  'GET /jobs/7/definition?form=submitted': EVIL,
  'GET /jobs/7/results?limit=1000': { items: [result], next: null },
  'GET /jobs/7/records?from=0': `${lines.join('\n')}\n`,
  [`GET /jobs/7/records?from=${lines.length}`]: '',
  'GET /jobs/7/stream?from=0': stream,
  'GET /devices?limit=1000': { items: [device], next: null },
  'GET /devices/d': device,
  'POST /devices': device,
  'PATCH /devices/d': device,
  'DELETE /devices/d': '',
  'GET /devices/d/rendered': EVIL,
  'GET /devices/d/dictionary': version,
  'PUT /devices/d/dictionary': version,
  'GET /devices/d/dictionary/history': { versions: [version] },
  'GET /device-types?limit=1000': { items: [type], next: null },
  'GET /device-types/d': type,
  'POST /device-types': type,
  'PATCH /device-types/d': type,
  'DELETE /device-types/d': '',
  'GET /device-types/d/template': version,
  'PUT /device-types/d/template': version,
  'GET /device-types/d/template/history': { versions: [version] },
  'GET /workers?limit=1000': { items: [worker], next: null },
  'GET /workers/w': worker,
  'POST /workers': invitation,
  'PATCH /workers/w': worker,
  'DELETE /workers/w': '',
  'POST /workers/w/join-line': invitation,
  'POST /workers/w/offline': { devices: [EVIL], jobs: [7] },
  'POST /workers/w/online': { devices: [EVIL], jobs: [] },
  'GET /join-requests': { items: [asks], next: null },
  'POST /join-requests/0/accept': worker,
  'DELETE /join-requests/0': '',
  'GET /users?limit=1000': { items: [user], next: null },
  'POST /users': user,
  'GET /users/u': user,
  'PATCH /users/u': user,
  'GET /tokens?limit=1000': { items: [token], next: null },
  'POST /tokens': token,
  'DELETE /tokens/1': '',
  'GET /history?limit=50': { items: [entry], next: EVIL },
  'GET /session': { user, version: EVIL },
  'GET /system': { version: EVIL, api: 1, time: TIME, link, embeddedDatabase: true },
};

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
  'jobs translate': [['-', '-o', 'json']],
  results: [['7']],
  'devices list': [['-o', 'wide']],
  'devices show': [['d']],
  'devices add': [['d', '--type', 'd']],
  'devices update': [['d', '--health', 'bad']],
  'devices remove': [['d', EVIL]],
  'devices render': [['d', '-o', 'json']],
  'devices dictionary get': [['d', '-o', 'yaml']],
  'devices dictionary set': [['d', '-']],
  'devices dictionary history': [['d']],
  'device-types list': [['-o', 'wide']],
  'device-types library': [[]],
  'device-types show': [['d']],
  'device-types add': [['d']],
  'device-types update': [['d', '--hide']],
  'device-types remove': [['d', EVIL]],
  'device-types check': [['EVIL_DIRECTORY']],
  'device-types template get': [['d', '-o', 'json']],
  'device-types template set': [['d', '-']],
  'device-types template history': [['d']],
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
  'workers server-key': [[]],
  'workers accept': [['w', '0']],
  'workers dismiss': [['0']],
  'users list': [[]],
  'users show': [['u']],
  'users add': [['u', '--password-file', '-']],
  'users update': [['u', '--not-admin', '--activate']],
  'users remove': [['u', 'w']],
  'tokens list': [[]],
  'tokens add': [[]],
  'tokens remove': [['1']],
  'server list': [[]],
  'server use': [[EVIL]],
  'lab up': [['--worker', 'w', '--state-dir', '/dev/null/lab']],
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
};

describe('nothing that others wrote reaches a terminal unfiltered', () => {
  let server: FakeServer;
  let refusing: FakeServer;
  let home: string;
  beforeAll(async () => {
    server = await fakeServer(ANSWERS);
    const refusal = { code: 'conflict', kind: 'job', message: EVIL, hint: EVIL, problems: [problem] };
    refusing = await fakeServer({}, { status: 409, body: refusal });
    home = mkdtempSync(join(tmpdir(), 'lava-cli-'));
    writeFileSync(join(home, `bad${EVIL.replaceAll('/', '')}.jinja2`), '{% if %}');
    writeFileSync(join(home, 'input'), `job_name: ${EVIL}\n`);
  });
  afterAll(async () => {
    await server.close();
    await refusing.close();
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
      EVIL_DIRECTORY: home,
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
