// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findProcesses, killAll } from './hunt.ts';
import { identify, isAlive, processStat } from './identity.ts';

/** A leader that has a child in its group and one that left the session; the leader then dies. */
async function family(variable: string) {
  const script = 'sleep 600 & setsid sleep 600 & echo ready; wait';
  const [name = '', value = ''] = variable.split('=');
  const leader = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, [name]: value },
  });
  await once(leader.stdout, 'data');
  leader.stdout.destroy();
  return leader;
}

describe('processes of a job', () => {
  it('are found by session and by a variable, and all are killed', async () => {
    const variable = `LAVA_TEST_HUNT=${process.pid}-${performance.now()}`;
    const leader = await family(variable);
    const pid = leader.pid ?? 0;
    expect(findProcesses({ session: pid }).length).toBeGreaterThanOrEqual(2);
    leader.kill('SIGKILL');
    await once(leader, 'exit');
    expect(findProcesses({ variable }).length).toBeGreaterThanOrEqual(2);
    expect(await killAll({ session: pid, variable }, 10_000)).toEqual([]);
    expect(findProcesses({ session: pid, variable })).toEqual([]);
  });

  it('do not get away by a fork and an end at the moment of the look', async () => {
    const hop = 'exec setsid sh -c "setsid sleep 600 >/dev/null 2>&1 &"';
    const mark = `${process.pid}-${performance.now()}`;
    for (let round = 0; round < 25; round++) {
      const leader = spawn('sh', ['-c', hop], {
        ...{ detached: true, stdio: 'ignore' },
        env: { ...process.env, LAVA_TEST_HOPS: mark, LAVA_TEST_HOP: `${mark}-${round}` },
      });
      await sleep(round % 10);
      await killAll({ variable: `LAVA_TEST_HOP=${mark}-${round}`, session: leader.pid }, 10_000);
    }
    await sleep(200);
    const all = { variable: `LAVA_TEST_HOPS=${mark}` };
    const missed = findProcesses(all).length;
    await killAll(all, 10_000);
    expect(missed).toBe(0);
  });
});

describe('the identity of a process', () => {
  it('holds while it lives and not for another with its number', async () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    const id = identify(child.pid ?? 0);
    expect(id && isAlive(id)).toBe(true);
    expect(id && isAlive({ ...id, start: '1' })).toBe(false);
    expect(id && isAlive({ ...id, boot: 'earlier' })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(id && isAlive(id)).toBe(false);
    expect(processStat(child.pid ?? 0)).toBeUndefined();
  });
});
