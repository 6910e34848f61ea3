// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { GroupCall } from '@lava/protocol/wire/group-call.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { callLimit } from '../../job/group.ts';
import type { SshBlock } from './schema.ts';

/**
 * The address of the system, from the message of another job of the group.
 * @throws LavaError `job-invalid`, `multinode-timeout`
 */
export async function hostFromGroup(run: Run, { job, block }: PlanContext<SshBlock>): Promise<string> {
  const { hostID: name = '', host_key: key = '' } = block.parameters ?? {};
  const { calls } = run.job.host;
  const call = GroupCall.safeParse({ call: 'wait', name }).data;
  if (!calls || !call || key === '')
    throw new LavaError('job-invalid', `no other job can tell the address of the system`, {
      hint: 'hostID names a message of the MultiNode group, and host_key the pair of it that holds the address',
    });
  run.log.info(`Wait for message ${name} with ${key}, the address of the system`);
  const limit = callLimit(job);
  using limited = run.progress.child(limit, limit === undefined ? undefined : () => tooLate(name));
  const answer = await calls.ask(limited, call);
  if ('refused' in answer) throw new LavaError('job-invalid', `message ${name}: ${answer.refused}`);
  const host = Object.values(answer.messages)
    .map((pairs) => (Object.hasOwn(pairs, key) ? pairs[key] : undefined))
    .find((value) => value !== undefined);
  if (host !== undefined) return host;
  throw new LavaError('job-invalid', `message ${name} has come, and has no ${key}`);
}

function tooLate(name: string): LavaError {
  return new LavaError('multinode-timeout', `no job of the group has sent the message ${name} in time`, {
    hint: 'the job that runs the system sends it, e.g. by `lava-send` in a test',
  });
}
