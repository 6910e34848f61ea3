// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { disclosureFor, job, logState } from '../../jobs/jobs.ts';
import { yamlLog } from '../../logs/yaml-log.ts';
import { allCases, casesAsCsv, casesAsYaml } from '../../results/cases.ts';
import { type Call, file, idOf, json, NOT_FOUND, type Reply, type Resources } from './call.ts';
import { junit } from './junit.ts';
import { oneSuite } from './suites.ts';
import { tap13 } from './tap13.ts';

const CSV = 'application/csv';
const YAML = 'application/yaml';

async function log(call: Call): Promise<Reply> {
  const id = idOf(call.params.id);
  const { records } = await logState(call.db, call.actor, id);
  const line = (name: string) => {
    const text = call.query.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const start = line('start') ?? 0;
  const end = Math.min(line('end') ?? records, records);
  if (end <= start) throw NOT_FOUND;
  const lines = yamlLog(call.logs.stream(id, start, end - start, disclosureFor(call.actor)));
  return file(`job_${id}.yaml`, YAML, Readable.from(lines, { objectMode: false }));
}

/** All cases of the job, or of the suite that the address names, as one file. */
function exported(
  ending: string,
  type: string,
  write: (job: number, cases: TestResult[], call: Call) => Promise<string>,
) {
  return async (call: Call): Promise<Reply> => {
    const id = idOf(call.params.id);
    const suite = call.params.suite === undefined ? undefined : (await oneSuite(call)).name;
    const cases = await allCases(call, id, suite);
    const name = suite === undefined ? `job_${id}` : `suite_${suite.replace(/[^\w.-]/g, '_')}`;
    return file(`${name}.${ending}`, type, await write(id, cases, call));
  };
}

const asCsv = exported('csv', CSV, (id, cases) => casesAsCsv(id, cases, { newline: '\r\n' }));
const asYaml = exported('yaml', YAML, casesAsYaml);

export const EXPORTS: Resources = {
  'jobs/:id/logs/': { GET: log },
  'jobs/:id/csv/': { GET: asCsv },
  'jobs/:id/yaml/': { GET: asYaml },
  'jobs/:id/junit/': {
    GET: exported('xml', 'application/xml', async (id, cases, { db, actor, query }) =>
      junit(cases, (await job(db, actor, id)).endTime, query.get('classname_prefix') ?? ''),
    ),
  },
  'jobs/:id/tap13/': { GET: exported('yaml', YAML, async (_, cases) => tap13(cases)) },
  'jobs/:id/metadata/': {
    GET: async ({ db, actor, params }) => {
      const { metadata } = await job(db, actor, idOf(params.id));
      return json({ metadata: Object.entries(metadata).map(([key, value]) => ({ [key]: value })) });
    },
  },
  'jobs/:id/suites/:suite/csv/': { GET: asCsv },
  'jobs/:id/suites/:suite/yaml/': { GET: asYaml },
};
