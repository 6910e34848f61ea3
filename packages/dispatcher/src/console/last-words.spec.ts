// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { expect, it } from 'vitest';
import { explainTimeout } from './last-words.ts';

const GONE = '[   61.2] nfs: server 10.0.2.2 not responding, still trying\r\n';
const BACK = '[   75.0] nfs: server 10.0.2.2 OK\r\n';
const late = new LavaError('test-timeout', 'lava-test-shell timed out after 60 seconds');

function reasonOf(reason: unknown, console: string) {
  const warnings: string[] = [];
  return {
    reason: explainTimeout({ warning: (text) => void warnings.push(text) }, reason, [], console),
    warnings,
  };
}

it('a job whose NFS server is silent when its time is over is not to blame', () => {
  for (const console of [GONE, `${GONE}${BACK}${GONE}`, `${GONE}sh: a test says so\r\n`])
    expect(reasonOf(late, console).reason).toMatchObject({
      code: 'root-lost',
      kind: 'infrastructure',
      message: expect.stringContaining('lava-test-shell timed out after 60 seconds; its NFS server'),
    });
});

it.each([
  ['the server is there again', late, GONE + BACK],
  ['there was none', late, 'nothing at all'],
  ['the lab is blamed already', new LavaError('step-timeout', 'late'), GONE],
  ['somebody canceled the job', new LavaError('canceled', 'by ann'), GONE],
])('the reason stays when %s', (_, reason, console) => {
  expect(reasonOf(reason, console).reason).toBe(reason);
});

it('says what was awaited and what came last, but not to who canceled', () => {
  expect(reasonOf(late, 'one\ntwo').warnings.at(-1)).toContain('"two"');
  expect(reasonOf(new LavaError('canceled', 'by ann'), 'one').warnings).toEqual([]);
});
