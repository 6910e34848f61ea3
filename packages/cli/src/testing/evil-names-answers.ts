// SPDX-License-Identifier: Apache-2.0

/** The same of names that a lab has: aliases of device types, tags of devices, failure tags of jobs. */
export function namesAnswers(EVIL: string): Record<string, unknown> {
  const tags = { items: [{ name: 'd', description: EVIL, devices: [EVIL] }], next: null };
  const aliases = { items: [{ name: 'd', deviceType: EVIL }], next: null };
  return {
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
