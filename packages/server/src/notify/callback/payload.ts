// SPDX-License-Identifier: Apache-2.0

import { toPython } from '@lava/jinja/values/convert.ts';
import { repr } from '@lava/jinja/values/text.ts';
import { withoutSecrets } from '../../jobs/secrets.ts';
import { capital, healthNumber, pythonTime, stateNumber, statusOf, type Told } from '../told.ts';

/** What callbacks of LAVA say of a job, by its names, whatever else is sent with it. */
export async function payloadOf(job: Told): Promise<Record<string, unknown>> {
  const { number, word } = statusOf(job);
  return {
    id: job.id,
    status: number,
    status_string: word,
    state: stateNumber(job.state),
    state_string: capital(job.state),
    health: healthNumber(job.health),
    health_string: capital(job.health),
    submit_time: pythonTime(job.submit_time),
    start_time: pythonTime(job.start_time),
    end_time: pythonTime(job.end_time),
    submitter_username: job.username,
    submitter_email: job.email,
    failure_comment: job.error,
    priority: job.priority,
    description: job.description,
    actual_device_id: job.device,
    // Receivers get neither the secrets of the job nor each other's tokens.
    definition: await withoutSecrets(job.definition),
    metadata: Object.entries(job.metadata).map(([key, value]) => ({ [key]: pythonText(value) })),
    health_check: job.health_check,
  };
}

/** Parts that are long, and made while they are sent. */
export type LongParts = Partial<{
  log: () => AsyncIterable<string>;
  results: () => AsyncIterable<{ suite: string; yaml: AsyncIterable<string> }>;
}>;

export async function* asJson(
  payload: Record<string, unknown>,
  { log, results }: LongParts,
): AsyncGenerator<string> {
  yield JSON.stringify(payload).slice(0, -1);
  if (log) yield* inQuotes(',"log":', log());
  if (results) {
    yield ',"results":{';
    let comma = '';
    for await (const { suite, yaml } of results()) {
      yield* inQuotes(`${comma}${JSON.stringify(suite)}:`, yaml);
      comma = ',';
    }
    yield '}';
  }
  yield '}';
}

async function* inQuotes(key: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  yield `${key}"`;
  for await (const text of texts) yield JSON.stringify(text).slice(1, -1);
  yield '"';
}

/** As forms are written by the library that LAVA's own callbacks are sent with: of a mapping only its keys come through. */
export async function* asForm(
  payload: Record<string, unknown>,
  { log, results }: LongParts,
): AsyncGenerator<string> {
  const pairs = Object.entries(payload).flatMap(([key, value]) =>
    value === null ? [] : [value].flat().map((one) => `${escaped(key)}=${escaped(pythonText(one))}`),
  );
  yield pairs.join('&');
  if (log) {
    yield '&log=';
    for await (const text of log()) yield escaped(text);
  }
  if (results) for await (const { suite } of results()) yield `&results=${escaped(suite)}`;
}

function escaped(text: string): string {
  const whole = encodeURIComponent(text.toWellFormed());
  return whole.replace(/%20|[!'()*]/g, (sign) =>
    sign === '%20' ? '+' : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `str()` of Python. */
function pythonText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return repr(toPython(value));
  } catch {
    return JSON.stringify(value); // longer than Python's text may be here
  }
}
