// SPDX-License-Identifier: Apache-2.0
import { dumpYamlAscii } from '@lava/yaml/dump.ts';
import type { FoundCase, FoundSuite } from '../../jobs/find.ts';
import { findJobCases, findJobSuites } from '../../jobs/find.ts';
import { toResult } from '../../jobs/view.ts';
import type { FindRequest, Found } from '../../lab/find.ts';
import { caseMap, fixed, measured } from '../../results/case-map.ts';
import { type Call, idOf, type Resources } from './call.ts';
import { ID, type ListTable, NUMBER, REFERENCE, TEXT, TIME, words } from './list.ts';
import { listOf, oneOf, shown } from './one.ts';

const SUITE_TABLE: ListTable = {
  fields: { id: ['id', ID], name: ['name', TEXT] },
  order: { id: 'id', name: 'name' },
};

const CASE_TABLE: ListTable = {
  fields: {
    id: ['id', ID],
    name: ['name', TEXT],
    result: ['result', words({ pass: 'pass', fail: 'fail', skip: 'skip', unknown: 'unknown' })],
    units: ['units', TEXT],
    measurement: ['measurement', NUMBER],
    start_log_line: ['start', NUMBER],
    end_log_line: ['end', NUMBER],
    logged: ['logged', TIME],
    suite: ['suiteId', REFERENCE],
    suite__name: ['suite', TEXT],
    test_set__name: ['set', TEXT],
  },
  order: { id: 'id', name: 'name', result: 'result', logged: 'logged', suite: 'suiteId' },
};

const suites = ({ db, actor, params }: Call, request: FindRequest): Promise<Found<FoundSuite>> =>
  findJobSuites(db, actor, idOf(params.id), request);

/** Of a suite when the address names one. */
async function cases({ db, actor, params }: Call, request: FindRequest): Promise<Found<FoundCase>> {
  const inSuite =
    params.suite === undefined
      ? []
      : [{ column: 'suiteId', operator: 'exact' as const, values: [idOf(params.suite)] }];
  return findJobCases(db, actor, idOf(params.id), { ...request, filters: [...request.filters, ...inSuite] });
}

function suiteView({ id, name }: FoundSuite, { origin, params }: Call) {
  const job = Number(params.id);
  return { id, resource_uri: `${origin}/api/v0.2/jobs/${job}/suites/${id}/`, name, job };
}

function caseView(found: FoundCase, { origin, params }: Call) {
  const result = toResult(found);
  const { unit, metadata } = caseMap(Number(params.id), result);
  const measurement = measured(result);
  const suite = found.suite_id;
  return {
    id: found.id,
    result: found.result,
    resource_uri: `${origin}/api/v0.2/jobs/${params.id}/suites/${suite}/tests/${found.id}/`,
    unit,
    name: found.name,
    measurement: measurement === undefined ? null : fixed(measurement),
    metadata: dumpYamlAscii(metadata),
    start_log_line: lineOf(result.startRecord),
    end_log_line: lineOf(result.endRecord),
    logged: result.logged,
    suite,
    test_set: found.set_id,
  };
}

const lineOf = (record: number | null) => (record === null ? null : record + 1);
export const oneSuite = (call: Call) => oneOf(call, suites, 'id', idOf(call.params.suite));

async function oneCase(call: Call) {
  return caseView(await oneOf(call, cases, 'id', idOf(call.params.test)), call);
}

export const SUITES: Resources = {
  'jobs/:id/suites/': { GET: listOf(SUITE_TABLE, suites, suiteView) },
  'jobs/:id/suites/:suite/': { GET: shown(async (call) => suiteView(await oneSuite(call), call)) },
  'jobs/:id/suites/:suite/tests/': {
    GET: async (call) => {
      await oneSuite(call);
      return listOf(CASE_TABLE, cases, caseView)(call);
    },
  },
  'jobs/:id/suites/:suite/tests/:test/': { GET: shown(oneCase) },
  'jobs/:id/tests/': { GET: listOf(CASE_TABLE, cases, caseView) },
  'jobs/:id/tests/:test/': { GET: shown(oneCase) },
};
