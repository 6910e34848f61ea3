// SPDX-License-Identifier: Apache-2.0
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { computeText } from '../compute/compute.ts';
import { MAY_HAVE_SECRETS } from '../rights/secrets.ts';

const SUSPECT = new RegExp(MAY_HAVE_SECRETS);

/** A definition as those may read it who did not submit it. Most have no secret, and are not parsed. */
export async function withoutSecrets(text: string): Promise<string> {
  return SUSPECT.test(text) ? computeText('mask-secrets', text, maskSecrets) : text;
}

export function maskSecrets(text: string): string {
  const parsed = loadYaml(text) as Record<string, unknown>;
  if (isJsonJob(parsed)) return withoutTokens(text, parsed);
  const { secrets, notify } = parsed;
  const hasSecrets = typeof secrets === 'object' && secrets !== null;
  const quiet = withoutCallbackSecrets(notify);
  if (!hasSecrets && quiet === notify) return text;
  const masked = hasSecrets && {
    secrets: Object.fromEntries(Object.keys(secrets).map((name) => [name, '[MASKED]'])),
  };
  return dumpYaml({ ...parsed, ...masked, ...(quiet !== notify && { notify: quiet }) });
}

/** Tokens of callbacks, and passwords in their addresses. The same value when there are none. */
function withoutCallbackSecrets(notify: unknown): unknown {
  if (typeof notify !== 'object' || notify === null) return notify;
  const { callback, callbacks, ...rest } = notify as Record<string, unknown>;
  let masked = false;
  const mask = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const { url, token } = one as Record<string, unknown>;
    const open = typeof url === 'string' ? /^(\w+:\/\/)[^/?#]*@(.*)$/s.exec(url) : null;
    masked ||= open !== null || token !== undefined;
    return {
      ...one,
      ...(open && { url: `${open[1]}[MASKED]@${open[2]}` }),
      ...(token !== undefined && { token: '[MASKED]' }),
    };
  };
  const quiet = {
    ...rest,
    ...(callback !== undefined && { callback: mask(callback) }),
    ...(callbacks !== undefined && { callbacks: Array.isArray(callbacks) ? callbacks.map(mask) : callbacks }),
  };
  return masked ? quiet : notify;
}

/** JSON jobs had one kind of secret: what lets the first server take results. Also in the address of the server. */
function withoutTokens(text: string, job: Record<string, unknown>): string {
  let masked = false;
  const mask = (value: string) => {
    masked = true;
    return value;
  };
  const actions = (job.actions as { parameters?: Record<string, unknown> }[]).map((action) => {
    const { server, token } = action.parameters ?? {};
    const open = typeof server === 'string' ? /^(\w+:\/\/)[^@/]*@(.*)$/s.exec(server) : null;
    return {
      ...action,
      parameters: {
        ...action.parameters,
        ...(open && { server: mask(`${open[1]}[MASKED]@${open[2]}`) }),
        ...(token !== undefined && { token: mask('[MASKED]') }),
      },
    };
  });
  return masked ? `${JSON.stringify({ ...job, actions }, null, 2)}\n` : text;
}
