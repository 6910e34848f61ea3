// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES, JobQuery } from '@lava/protocol/api/jobs.ts';
import { SavedQueryQuery } from '@lava/protocol/api/queries.ts';
import type { SignedIn } from '../../../accounts/accounts.ts';
import { findJobs, wholeJob } from '../../../jobs/find.ts';
import { jobsOfQuery, savedQueries } from '../../../jobs/saved-queries.ts';
import type { Filter, Operator } from '../../../lab/find.ts';
import { type Caller, limit, type Method, madeFor, name, signedIn, text } from '../method.ts';
import { Fault, type Value } from '../value.ts';
import { jobDetails } from './job-details.ts';

/** What a condition of LAVA's queries can name of a job: our column, and its value; undefined: no job has such a one. */
const FIELDS: Record<
  string,
  readonly [column: string, read: (text: string) => Filter['values'][number] | undefined]
> = {
  submitter: ['submitter', (text) => text],
  description: ['description', (text) => text],
  actual_device: ['device', (text) => text],
  requested_device_type: ['deviceType', (text) => text],
  state: ['state', (text) => JOB_STATES.find((word) => word === text.toLowerCase())],
  health: ['health', (text) => JOB_HEALTHS.find((word) => word === text.toLowerCase())],
  health_check: ['healthCheck', (text) => ({ true: true, false: false })[text.toLowerCase()]],
  priority: ['priority', (text) => (/^\d{1,3}$/.test(text) ? Number(text) : undefined)],
  start_time: ['startTime', time],
  end_time: ['endTime', time],
};
const OPERATORS: Record<string, Operator> = {
  ...{ exact: 'exact', iexact: 'iexact', icontains: 'icontains', gt: 'gt', lt: 'lt' },
};
const ENTITIES = ['testjob', 'testsuite', 'testcase'];
const MOST_CONDITIONS = 20;
const wrong = (why: string) => new Fault(400, `${why} Please refer to query docs.`);

function time(text: string): Date | undefined {
  const date = new Date(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** `field__value`, `field__operator__value`, each perhaps with `testjob__` before it. */
function filterOf(condition: string): Filter | undefined {
  const parts = condition.split('__');
  const [table, ...rest] = ENTITIES.includes(parts[0] ?? '') ? parts : ['testjob', ...parts];
  if (table !== 'testjob') throw wrong('Conditions URL incorrect: this server has conditions on jobs only.');
  const [field = '', ...said] = rest;
  const known = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (!known || said.length === 0) throw wrong('Conditions URL incorrect: Field does not exist.');
  const [word = '', ...value] = said.length === 1 ? ['exact', ...said] : said;
  const operator = Object.hasOwn(OPERATORS, word) ? OPERATORS[word] : undefined;
  if (!operator) throw wrong('Conditions URL incorrect: Wrong operator.');
  const [column, read] = known;
  const found = read(value.join('__'));
  return found === undefined ? undefined : { column, operator, values: [found] };
}

/** The saved query of that name and owner, who is the caller when nobody is named. @throws Fault */
async function saved(
  { db, actor }: Caller & { actor: SignedIn },
  code: number,
  wanted: string,
  owner?: string,
) {
  const of = owner ?? actor.username;
  const request = SavedQueryQuery.safeParse({ name: wanted, owner: of });
  const { items } = request.success ? await savedQueries(db, actor, request.data) : { items: [] };
  const [found] = items;
  if (!found) throw new Fault(code, `Query with name ${wanted} owned by user ${of} does not exist.`);
  return found;
}

const reading: typeof signedIn = (...declared) => madeFor('read', signedIn(...declared));

export const QUERIES: Record<string, Method> = {
  make_custom_query: reading(
    'jobs that fulfil all conditions',
    { entity: text, conditions: text.max(2_000), limit },
    async ({ db, actor }, args): Promise<Value> => {
      if (!ENTITIES.includes(args.entity)) throw wrong('Wrong table name in entity parameter.');
      if (args.entity !== 'testjob') throw new Fault(400, 'this server has queries of jobs only');
      const conditions = args.conditions.split(',').filter((each) => each !== '');
      if (conditions.length > MOST_CONDITIONS) throw wrong(`At most ${MOST_CONDITIONS} conditions.`);
      const filters = conditions.map(filterOf);
      if (filters.includes(undefined)) return [];
      const known = filters.filter((each) => each !== undefined);
      const { items } = await findJobs(db, actor, {
        filters: known,
        order: [],
        limit: args.limit,
        offset: 0,
      });
      return items.map(jobDetails);
    },
  ),
  run_query: reading(
    'jobs of a saved query',
    { query_name: name, limit, username: text.optional() },
    async (caller, args): Promise<Value> => {
      const { db, actor } = caller;
      const { id } = await saved(caller, 404, args.query_name, args.username);
      if (args.limit === 0) return [];
      const { items } = await jobsOfQuery(db, actor, id, JobQuery.parse({ limit: args.limit }));
      return Promise.all(items.map(async (job) => jobDetails(await wholeJob(db, actor, job.id))));
    },
  ),
  refresh_query: reading(
    'nothing: the jobs of a saved query are always those of now',
    { query_name: name, username: text.optional() },
    async (caller, args) => {
      await saved(caller, 400, args.query_name, args.username);
      return null;
    },
  ),
  refresh_all_queries: reading('nothing, either; for admins', {}, async ({ actor }) => {
    if (actor.admin) return null;
    throw new Fault(
      401,
      `Permission denied for user ${actor.username}. Must be a superuser to refresh all queries.`,
    );
  }),
};
