// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../../db/database.ts';
import { getArtifactToken } from '../../db/queries/artifact-tokens.ts';
import type { LogReader } from '../../logs/log-reader.ts';
import type { Callback } from '../read-notify.ts';
import type { Outgoing } from '../send/request.ts';
import type { Told } from '../told.ts';
import { filledIn } from './address.ts';
import { longParts } from './long-parts.ts';
import { asForm, asJson, payloadOf } from './payload.ts';

/** Headers by which a callback would say something else than it is. */
const FORBIDDEN = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The request that a callback of a job asks for. @throws LavaError `request-invalid` */
export async function requestOf(
  from: { db: Database; logs: LogReader },
  job: Told,
  callback: Callback,
): Promise<Outgoing> {
  const { method = 'GET', dataset = 'minimal' } = callback;
  const json = callback['content-type'] === 'json';
  const headers: Record<string, string> = {
    'user-agent': 'lava',
    ...(await tokenHeader(from.db, job.submitter, callback)),
  };
  const url = filledIn(callback.url, job);
  if (method === 'GET') return { url, method, headers };
  const parts = longParts(from, job.id, job.next_seq ?? 0, dataset);
  const payload = await payloadOf(job);
  return {
    url,
    method,
    headers: { ...headers, 'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded' },
    body: () => (json ? asJson(payload, parts) : asForm(payload, parts)),
  };
}

/** The token bare, as LAVA's receivers expect it: that of this name, or what the job says itself. */
async function tokenHeader(
  db: Database,
  submitter: number,
  { token, header = 'Authorization' }: Callback,
): Promise<Record<string, string>> {
  if (token === undefined || token === '') return {};
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(header) || FORBIDDEN.has(header.toLowerCase()))
    throw new LavaError('request-invalid', 'the header of the token must be another');
  const value = (await db.run((q) => getArtifactToken(q, submitter, token))) ?? token;
  if (!/^[\x20-\x7e]+$/.test(value))
    throw new LavaError('request-invalid', 'the token has characters that no header can have');
  return { [header]: value };
}
