// SPDX-License-Identifier: Apache-2.0
import type { ImportRule } from './rule.ts';

/** Who may import whom inside packages/server/src; the order of the lists is the order of the layers, lowest first. */

const SRC = 'packages/server/src/';
const OUTSIDE = [
  'packages/protocol/',
  'packages/kit/',
  'packages/yaml/',
  'packages/jinja/',
  'packages/dispatcher/src/schema.ts',
];

/** Functions on data: no I/O, no database, no Node. */
const PURE = ['domain/', 'rights/', 'json-jobs/'];
/** Facts of the program and its configuration. */
const LEAVES = ['settings.ts', 'login-settings.ts', 'resources.ts', 'version.ts'];
/** The database, and what is stored elsewhere. */
const STORAGE = ['db/', 'postgres/', 'logs/', 'processes/'];
/** Use cases, a folder for each word that users know. One imports those before it, never those behind it. */
const AGGREGATES = [
  'audit/',
  'accounts/',
  'device-types/',
  'devices/',
  'jobs/',
  'retention/',
  'leases/',
  'results/',
  'notify/',
  'health-checks/',
  'workers/',
  'lab/',
  'consoles/',
];
/** What runs by itself. One imports those before it. */
const PARTS = ['ingest/', 'links/', 'scheduler/', 'events/'];

const SQL = { not: ['kysely', 'pg'] };
const SOCKETS = { not: ['kysely', 'pg', 'zeromq'] };

export const SERVER_RULES: Record<string, ImportRule> = {
  ...rules(PURE, { below: [], outside: ['packages/protocol/'], external: ['zod'] }),
  [`${SRC}db/`]: rule(['settings.ts', 'domain/', 'rights/'], { not: ['zeromq'] }),
  [`${SRC}postgres/`]: rule(['settings.ts', 'db/'], { not: ['zeromq', 'kysely'] }),
  [`${SRC}logs/`]: rule(['domain/', 'rights/', 'db/'], { not: ['zeromq'] }),
  [`${SRC}processes/`]: rule([...LEAVES, 'domain/', 'db/'], SOCKETS),
  // Threads for work that takes long; what they do is put together in compute-thread.ts.
  [`${SRC}compute/`]: rule([], SOCKETS),
  ...rules(AGGREGATES, {
    below: [...PURE, ...LEAVES, 'compute/', 'db/', 'logs/', 'processes/'],
    external: SOCKETS,
  }),
  ...rules(PARTS, { below: [...PURE, ...LEAVES, 'compute/', 'db/', 'logs/', ...AGGREGATES], external: SQL }),
  // Where rows and records meet the database's types.
  [`${SRC}ingest/`]: rule(['compute/', 'domain/', 'db/', 'logs/'], { not: ['zeromq'] }),
  // What a session says and does is the same over each transport.
  [`${SRC}links/session/`]: rule([...PURE, ...LEAVES, 'db/', 'logs/', 'ingest/', ...AGGREGATES], SOCKETS),
  // Over HTTP, so at the port that the api serves.
  [`${SRC}links/http/`]: rule(
    [
      ...PURE,
      ...LEAVES,
      'networks.ts',
      'compute/',
      'db/',
      'logs/',
      'ingest/',
      ...AGGREGATES,
      'links/session/',
    ],
    SOCKETS,
  ),
  [`${SRC}doctor/`]: rule([...LEAVES, ...STORAGE], { not: ['zeromq'] }),
  [`${SRC}backup/`]: rule([...LEAVES, 'db/', 'logs/'], SOCKETS),
  [`${SRC}api/`]: rule(
    [...LEAVES, 'context.ts', 'rights/', 'logs/', 'processes/', ...AGGREGATES, 'links/http/', 'events/'],
    SOCKETS,
  ),
  [`${SRC}api/http/`]: rule(
    [...LEAVES, 'context.ts', 'rights/', 'logs/', 'processes/', ...AGGREGATES, 'events/'],
    SOCKETS,
  ),
  [`${SRC}manage/`]: rule(
    ['storage.ts', 'end-signal.ts', ...LEAVES, 'rights/', ...STORAGE, ...AGGREGATES, 'doctor/', 'backup/'],
    SOCKETS,
  ),
  [`${SRC}roles/`]: rule(
    ['context.ts', ...LEAVES, ...PURE, ...STORAGE, ...AGGREGATES, ...PARTS, 'api/'],
    SQL,
  ),
};

/** Folders, each of which may import those before it in the list, and all of `below`. */
function rules(
  folders: string[],
  {
    below,
    outside = OUTSIDE,
    external,
  }: { below: string[]; outside?: string[]; external: ImportRule['external'] },
): Record<string, ImportRule> {
  return Object.fromEntries(
    folders.map((folder, n) => [
      SRC + folder,
      { internal: [...outside, ...[...below, ...folders.slice(0, n)].map((path) => SRC + path)], external },
    ]),
  );
}

function rule(inner: string[], external: ImportRule['external']): ImportRule {
  return { internal: [...OUTSIDE, ...inner.map((path) => SRC + path)], external };
}
