// SPDX-License-Identifier: Apache-2.0

import { CHANGES } from '@lava/protocol/api/compare.ts';
import { labAnswers } from './evil-lab-answers.ts';
import { savedAnswers } from './evil-saved-answers.ts';

/** What a hostile server, job or device sends: each text of each answer tries to take over the terminal. */

/** Retitles a terminal, clears it, starts colours, reverses text, as 7-bit and 8-bit sequences, and rings. */
export const EVIL = 'x\x1b]0;pwned\x07\x1b[2J\x1b[31m\x9b2J\x90q\x9c\u202e\x07\x08y';

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
  failureTags: [EVIL],
  overhead: null,
  deviceTime: null,
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
  id: 1,
  logged: null,
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
export const problem = { message: EVIL, hint: EVIL, where: { path: [EVIL] } };
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
const lease = {
  id: 7,
  title: EVIL,
  state: 'held',
  holder: EVIL,
  deviceType: EVIL,
  device: EVIL,
  seconds: 60,
  longest: 60,
  idle: null,
  notBefore: null,
  beginTime: TIME,
  until: TIME,
  endTime: TIME,
  endReason: EVIL,
  users: [EVIL],
  groups: [EVIL],
  may: [],
};
const booking = { lease: 7, holder: EVIL, state: 'held', from: TIME, until: TIME };
const attempt = {
  attempt: 1,
  device: EVIL,
  worker: EVIL,
  scheduleTime: TIME,
  startTime: TIME,
  endTime: TIME,
  records: 3,
  logComplete: true,
  error: { code: EVIL, kind: 'infrastructure', message: EVIL },
  counts: false,
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
  protocol: 'zmq',
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
  identities: [{ provider: 'ldap', subject: EVIL }],
};
const group = { name: EVIL, members: [EVIL] };
const grant = {
  id: 1,
  kind: 'device',
  object: 'd',
  permission: 'view',
  user: EVIL,
  group: EVIL,
  created: TIME,
};
const token = {
  id: 1,
  description: EVIL,
  scope: 'read',
  created: TIME,
  expires: TIME,
  lastUsed: null,
  token: EVIL,
};
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

const retention = { kept: { by: EVIL, time: TIME, reason: EVIL }, job: null, log: null };
const comment = { id: 1, author: EVIL, time: TIME, text: EVIL };
const delivery = {
  ...{
    id: 3,
    event: 'finished',
    kind: 'callback',
    target: EVIL,
    state: 'failed',
    attempts: 1,
    created: TIME,
  },
  ...{ nextTry: null, ended: TIME, status: 500, answer: EVIL, error: EVIL },
};

const side = { result: 'fail', measurement: '1', units: EVIL };
const ZERO_CHANGES = Object.fromEntries(CHANGES.map((change) => [change, 0]));

export const ANSWERS: Record<string, unknown> = {
  'GET /jobs?limit=25': { items: [job], next: EVIL },
  'GET /jobs?sort=queue&limit=100': { items: [job], next: null },
  'GET /jobs/7': job,
  'POST /jobs/7/cancel': job,
  'POST /jobs/7/fail': job,
  'PATCH /jobs/7': job,
  'POST /jobs': { id: 7, warnings: [problem] },
  'POST /jobs/7/resubmit': { id: 7, warnings: [problem] },
  'POST /jobs/validate': { problems: [problem] },
  'POST /jobs/translate': { definition: EVIL, warnings: [problem] },
  'GET /jobs/7/attempts': { items: [attempt], next: null },
  'GET /jobs/7/deliveries?limit=1000': { items: [delivery], next: null },
  'POST /jobs/7/deliveries/3/repeat': delivery,
  'GET /jobs/7/definition?form=submitted': EVIL,
  'GET /jobs/7/compare/8?percent=5': {
    before: 7,
    after: 8,
    counts: { ...ZERO_CHANGES, broken: 1 },
    items: [
      { change: 'broken', suite: EVIL, set: EVIL, name: EVIL, before: null, after: side, percent: null },
    ],
  },
  'GET /jobs/7/comments?limit=1000': { items: [comment], next: null },
  'POST /jobs/7/comments': comment,
  'PUT /jobs/7/failure-tags': job,
  'GET /jobs/7/retention': retention,
  'PUT /jobs/7/kept': retention,
  'GET /jobs/7/export/junit': EVIL,
  'GET /jobs/7/results?limit=1000': { items: [result], next: null },
  'GET /jobs/7/results?result=fail&notSuite=lava&limit=9': { items: [result], next: null },
  'GET /jobs/7/records?from=0': `${lines.join('\n')}\n`,
  [`GET /jobs/7/records?from=${lines.length}`]: '',
  'GET /jobs/7/stream?from=0': stream,
  'GET /devices/d/calendar': { device: 'd', bookings: [booking] },
  'POST /leases': lease,
  'GET /leases?open=true&limit=25': { items: [lease], next: EVIL },
  'GET /leases?device=d&state=held&limit=1': { items: [lease], next: null },
  'GET /leases/7': lease,
  'POST /leases/7/extend': lease,
  'POST /leases/7/share': lease,
  'POST /leases/7/hand-over': lease,
  'POST /leases/7/power': lease,
  'POST /leases/7/end': lease,
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
  'GET /groups?limit=1000': { items: [group], next: null },
  'GET /groups/g': group,
  'POST /groups': group,
  'PATCH /groups/g': group,
  'DELETE /groups/g': '',
  'GET /permissions?limit=1000': { items: [grant], next: null },
  'POST /permissions': grant,
  'DELETE /permissions/1': '',
  'POST /tokens': token,
  'DELETE /tokens/1': '',
  ...labAnswers(EVIL),
  ...savedAnswers({ EVIL, TIME, job, delivery }),
  'GET /artifact-tokens': { items: [{ name: EVIL, created: TIME }] },
  'POST /artifact-tokens': { name: EVIL, created: TIME },
  'DELETE /artifact-tokens/x': '',
  'GET /history?limit=50': { items: [entry], next: EVIL },
  'GET /session': { user, version: EVIL, may: ['manage-lab', 'manage-users'] },
  'GET /system': { version: EVIL, api: 1, time: TIME, link, embeddedDatabase: true },
};
