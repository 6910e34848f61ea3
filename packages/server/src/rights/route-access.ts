// SPDX-License-Identifier: Apache-2.0

/** Who may use which route of REST: the page docs/reference/permissions.md, and what a test compares every route with. */

/** Somebody who asks; each row of the page has a column for each. */
export const ASKERS = ['visitor', 'account', 'member', 'keeper', 'submitter', 'admin'] as const;
export type Asker = (typeof ASKERS)[number];

export const ASKER_WORDS: Record<Asker, string> = {
  visitor:
    'nobody is signed in, and the setting `public_reading` is on; otherwise only `/session` and `/system` answer',
  account: 'an account to which nothing was given',
  member: 'has `view` on the object; for a job, is in its groups',
  keeper: 'has `change` on the object',
  submitter: 'submitted the job',
  admin: 'is an admin',
};

/** Of an object on which somebody was given `view`, and of a job that is shown to a group. */
export const ACCESS = {
  everybody: ASKERS,
  accounts: ['account', 'member', 'keeper', 'submitter', 'admin'],
  'sees the object': ['member', 'keeper', 'admin'],
  'changes the object': ['keeper', 'admin'],
  'sees the job': ['member', 'submitter', 'admin'],
  'changes the job': ['submitter', 'admin'],
  admins: ['admin'],
} as const satisfies Record<string, readonly Asker[]>;
export type Access = keyof typeof ACCESS;

/** What goes beyond the columns. */
export const NOTES: Record<string, string> = {
  'GET /history':
    'of one device, device type, worker or job: everybody with an account who sees it; of a user: that user',
  'GET /permissions': 'of one object: also its keeper',
  'POST /devices': 'also with `add` on all devices',
  'DELETE /devices/{name}': 'also with `remove` on all devices',
  'POST /device-types': 'also with `add` on all device types',
  'DELETE /device-types/{name}': 'also with `remove` on all device types',
  'POST /workers': 'also with `add` on all workers',
  'DELETE /workers/{name}': 'also with `remove` on all workers',
  'POST /jobs': 'where they have, or nobody was given, `submit`',
  'POST /jobs/{id}/cancel': 'a public job: also the keeper of its device',
  'PATCH /jobs/{id}': 'a public job: also the keeper of its device',
  'GET /devices': 'those that they see',
  'GET /jobs': 'those that they see',
};

export const ROUTE_ACCESS: Record<string, Access> = {
  'GET /system': 'everybody',
  'GET /session': 'everybody',
  'POST /session': 'everybody',
  'DELETE /session': 'everybody',
  'POST /session/password': 'accounts',
  'GET /sessions': 'accounts',
  'DELETE /sessions/{id}': 'accounts',
  'GET /tokens': 'accounts',
  'POST /tokens': 'accounts',
  'DELETE /tokens/{id}': 'accounts',
  'GET /events': 'everybody',
  'GET /history': 'admins',
  'GET /jobs': 'everybody',
  'GET /jobs/counts': 'everybody',
  'POST /jobs': 'accounts',
  'POST /jobs/validate': 'accounts',
  'POST /jobs/translate': 'accounts',
  'GET /jobs/{id}': 'sees the job',
  'GET /jobs/{id}/definition': 'sees the job',
  'GET /jobs/{id}/results': 'sees the job',
  'GET /jobs/{id}/export/{format}': 'sees the job',
  'GET /jobs/{id}/suites': 'sees the job',
  'GET /jobs/{id}/records': 'sees the job',
  'GET /jobs/{id}/log.yaml': 'sees the job',
  'GET /jobs/{id}/log.txt': 'sees the job',
  'GET /jobs/{id}/stream': 'sees the job',
  'POST /jobs/{id}/cancel': 'changes the job',
  'PATCH /jobs/{id}': 'changes the job',
  'POST /jobs/{id}/fail': 'admins',
  'POST /jobs/{id}/resubmit': 'sees the job',
  'GET /devices': 'everybody',
  'GET /devices/counts': 'everybody',
  'GET /devices/{name}': 'sees the object',
  'PATCH /devices/{name}': 'changes the object',
  'PUT /devices/{name}/dictionary': 'changes the object',
  'GET /devices/{name}/dictionary': 'changes the object',
  'GET /devices/{name}/dictionary/history': 'changes the object',
  'GET /devices/{name}/rendered': 'changes the object',
  'POST /devices': 'admins',
  'DELETE /devices/{name}': 'admins',
  'GET /device-types': 'everybody',
  'GET /device-types/{name}': 'sees the object',
  'PATCH /device-types/{name}': 'changes the object',
  'GET /device-types/{name}/template': 'sees the object',
  'PUT /device-types/{name}/template': 'changes the object',
  'GET /device-types/{name}/template/history': 'sees the object',
  'POST /device-types': 'admins',
  'DELETE /device-types/{name}': 'admins',
  'GET /tags': 'everybody',
  'GET /workers': 'everybody',
  'GET /workers/counts': 'everybody',
  'GET /workers/{name}': 'sees the object',
  'PATCH /workers/{name}': 'changes the object',
  'POST /workers/{name}/offline': 'changes the object',
  'POST /workers/{name}/online': 'changes the object',
  'POST /workers': 'admins',
  'POST /workers/{name}/join-line': 'admins',
  'DELETE /workers/{name}': 'admins',
  'GET /join-requests': 'admins',
  'POST /join-requests/{fingerprint}/accept': 'admins',
  'DELETE /join-requests/{fingerprint}': 'admins',
  'GET /users': 'admins',
  'POST /users': 'admins',
  'GET /users/{name}': 'admins',
  'PATCH /users/{name}': 'admins',
  'GET /groups': 'admins',
  'POST /groups': 'admins',
  'GET /groups/{name}': 'admins',
  'PATCH /groups/{name}': 'admins',
  'DELETE /groups/{name}': 'admins',
  'GET /permissions': 'admins',
  'POST /permissions': 'admins',
  'DELETE /permissions/{id}': 'admins',
};
