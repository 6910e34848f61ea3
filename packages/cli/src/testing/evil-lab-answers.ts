// SPDX-License-Identifier: Apache-2.0

/** The same of what a lab has: ledgers of devices, aliases of device types, tags of devices, failure tags of jobs. */
export function labAnswers(EVIL: string): Record<string, unknown> {
  const tags = { items: [{ name: 'd', description: EVIL, devices: [EVIL] }], next: null };
  const aliases = { items: [{ name: 'd', deviceType: EVIL }], next: null };
  const quarantine = { since: '2026-11-22T10:00:00.000Z', reason: EVIL, passed: 1, rounds: 3 };
  const tally = { jobs: 3, failed: 1 };
  return {
    'POST /devices/d/notes': '',
    'POST /device-types/d/notes': '',
    'POST /workers/w/notes': '',
    'GET /devices/d/ledger': { own: tally, inARow: 1, after: 3, siblings: tally, quarantine },
    'GET /failure-tags?limit=1000': { items: [{ name: 'x', description: EVIL, jobs: 1 }], next: null },
    'PATCH /failure-tags/x': '',
    'DELETE /failure-tags/x': '',
    'GET /tags?limit=50': tags,
    'GET /tags?limit=1000': tags,
    'POST /tags': '',
    'PATCH /tags/x': '',
    'DELETE /tags/x': '',
    'GET /aliases?limit=50': aliases,
    'GET /aliases?limit=1000': aliases,
    'POST /aliases': { name: 'x', deviceType: 'd' },
    'DELETE /aliases/x': '',
  };
}
