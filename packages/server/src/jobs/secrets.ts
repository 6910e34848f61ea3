// SPDX-License-Identifier: Apache-2.0
import { isJsonJob } from '@lava/protocol/job/json-job.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { MAY_HAVE_SECRETS } from '../rights/secrets.ts';

const SUSPECT = new RegExp(MAY_HAVE_SECRETS);

/** A definition as those may read it who did not submit it. Most have no secret, and are not parsed. */
export function withoutSecrets(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const parsed = loadYaml(text) as Record<string, unknown>;
  if (isJsonJob(parsed)) return withoutTokens(text, parsed);
  if (typeof parsed.secrets !== 'object' || parsed.secrets === null) return text;
  const masked = Object.fromEntries(Object.keys(parsed.secrets).map((name) => [name, '[MASKED]']));
  return dumpYaml({ ...parsed, secrets: masked });
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
