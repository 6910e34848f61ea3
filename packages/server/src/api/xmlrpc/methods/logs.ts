// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { disclosureFor, logState } from '../../../jobs/jobs.ts';
import { yamlLog } from '../../../logs/yaml-log.ts';
import { type Caller, jobId, type Method, method } from '../method.ts';
import { Fault, type Value } from '../value.ts';

/** Lines of one answer, which is held in memory whole. */
const MOST_LINES = 100_000;
const line = z.int({ error: 'must be an integer' });

export const LOGS: Record<string, Method> = {
  logs: method(
    'whether the job is over, and its log as YAML, from line start to before line end',
    { job_id: jobId, start: line.default(0), end: line.optional() },
    async (caller, { job_id, start, end }) => {
      const { records, finished } = await logState(caller.db, caller.actor, job_id);
      if (records === 0 || start < 0) return [finished, Buffer.from('[]')];
      return [finished, await yamlOf(caller, job_id, start, Math.min(end ?? records, records))];
    },
  ),
};

/** @throws Fault when it is too much for one answer */
export async function yamlOf(
  { actor, logs }: Caller,
  id: number,
  start: number,
  end: number,
): Promise<Exclude<Value, null>> {
  const count = Math.max(0, end - start);
  if (count > MOST_LINES)
    throw new Fault(400, `an answer has at most ${MOST_LINES} lines: use start and end`);
  const parts: string[] = [];
  if (count > 0)
    for await (const part of yamlLog(logs.stream(id, start, count, disclosureFor(actor)))) parts.push(part);
  return Buffer.from(parts.join(''));
}
