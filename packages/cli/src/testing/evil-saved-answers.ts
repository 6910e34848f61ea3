// SPDX-License-Identifier: Apache-2.0

interface Parts {
  EVIL: string;
  TIME: string;
  job: object;
  delivery: object;
}

/** The same of what people save, queries, subscriptions, known failures, and of what they add to jobs. */
export function savedAnswers({ EVIL, TIME, job, delivery }: Parts): Record<string, unknown> {
  const message = { ...delivery, kind: 'slack', jobs: [7] };
  const knownFailure = {
    ...{ id: 1, deviceType: EVIL, suite: EVIL, name: EVIL, reason: EVIL, url: EVIL, author: EVIL },
    ...{ created: TIME, expires: TIME },
  };
  const query = {
    ...{ id: 1, name: EVIL, owner: EVIL, group: EVIL, filter: EVIL, conditions: EVIL, description: EVIL },
    ...{ published: true, changed: TIME, version: 1 },
  };
  const subscription = {
    ...{ id: 1, name: EVIL, owner: EVIL, group: EVIL, filter: EVIL, kind: 'slack', target: EVIL },
    ...{ every: 60, created: TIME },
  };
  const holder = { kind: 'user', name: EVIL, group: EVIL, weight: 1, cap: 1, running: 0, waiting: true };
  const fairShare = {
    ...{ enabled: true, halfLifeHours: 1, ageingHours: 1, version: 1 },
    holders: [{ ...holder, used: 0, share: 0 }],
  };
  const attachment = { name: EVIL, size: 1, sha256: EVIL, by: EVIL, added: TIME };
  const point = { job: 7, time: TIME, device: EVIL, result: 'fail', measurement: 1, units: EVIL };
  return {
    [`GET /trend?suite=x&case=${new URLSearchParams({ x: EVIL }).toString().slice(2)}&limit=1000`]: {
      items: [point],
      next: EVIL,
    },
    'POST /jobs/7/results': { added: 1 },
    'GET /jobs/7/attachments': { items: [attachment], next: null },
    'PUT /jobs/7/attachments/x': attachment,
    'GET /jobs/7/attachments/x': EVIL,
    'DELETE /jobs/7/attachments/x': '',
    'GET /known-failures?limit=1000': { items: [knownFailure], next: null },
    'POST /known-failures': knownFailure,
    'DELETE /known-failures/1': '',
    'GET /fair-share': fairShare,
    'PATCH /fair-share': fairShare,
    'PUT /fair-share/users/x': '',
    'PUT /fair-share/groups/x': '',
    'GET /queries?limit=1000': { items: [query], next: null },
    'POST /queries': query,
    'GET /queries/1': query,
    'DELETE /queries/1': '',
    'GET /queries/1/export/kcidb': EVIL,
    'GET /queries/1/jobs?limit=25': { items: [job], next: EVIL },
    'GET /subscriptions?mine=true&limit=1000': { items: [subscription], next: null },
    'POST /subscriptions': { ...subscription, secret: EVIL },
    'GET /subscriptions/1': subscription,
    'DELETE /subscriptions/1': '',
    'GET /subscriptions/1/deliveries?limit=25': { items: [message], next: EVIL },
    'POST /subscriptions/1/deliveries/1/repeat': message,
  };
}
