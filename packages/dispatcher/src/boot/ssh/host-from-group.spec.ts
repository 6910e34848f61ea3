// SPDX-License-Identifier: Apache-2.0
import { Progress } from '@lava/kit/progress.ts';
import type { GroupAnswer } from '@lava/protocol/wire/group-call.ts';
import { describe, expect, it } from 'vitest';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { hostFromGroup } from './host-from-group.ts';
import type { SshBlock } from './schema.ts';

async function hostOf(
  answer: GroupAnswer | undefined,
  parameters: object,
  timeout?: object,
): Promise<string> {
  using progress = Progress.root();
  const ask = (limit: Progress) => answer ?? limit.race(new Promise<never>(() => undefined));
  const run = {
    progress,
    job: { host: { calls: { ask } } },
    log: { info: () => undefined },
  } as unknown as Run;
  const job = { protocols: { 'lava-multinode': { timeout } } };
  return await hostFromGroup(run, { job, block: { parameters } } as unknown as PlanContext<SshBlock>);
}

describe('the address of a system that another job runs', () => {
  const asked = { hostID: 'ipv4', host_key: 'ip' };

  it('comes with a message of the group', async () => {
    expect(await hostOf({ messages: { 7: { ip: '10.0.0.7' } } }, asked)).toBe('10.0.0.7');
  });

  it.each([
    [{ messages: { 7: { other: 'x' } } }, asked, 'has no ip'],
    [{ refused: 'nobody sends it' }, asked, 'nobody sends it'],
    [{ messages: {} }, { hostID: 'two words', host_key: 'ip' }, 'no other job can tell'],
    [{ messages: {} }, {}, 'no other job can tell'],
  ])('is missed: %o for %o', async (answer, parameters, message) => {
    await expect(hostOf(answer, parameters)).rejects.toThrow(message);
  });

  it('is not waited for longer than the job says', async () => {
    const never = hostOf(undefined, asked, { seconds: 1 });
    await expect(never).rejects.toMatchObject({ code: 'multinode-timeout' });
  });
});
