// SPDX-License-Identifier: Apache-2.0
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { Progress } from '@lava/kit/progress.ts';
import { describe, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { Consoles } from './consoles.ts';
import { pattern } from './pattern.ts';

const progress = Progress.root();

function consolesOf() {
  const sink = { write: () => undefined, flush: async () => {}, backlog: 0, lost: 0 };
  return new Consoles(new JobLog(sink, new RecordClock(), new Mask([])));
}

describe('the consoles of a job', () => {
  it('are found by name and by tag, each in its namespace', async () => {
    const consoles = consolesOf();
    const uart0 = await consoles.open(progress, ['cat'], {
      name: 'uart0',
      namespace: 'a',
      tags: ['primary', 'shell'],
    });
    const uart1 = await consoles.open(progress, ['cat'], { name: 'uart1', namespace: 'a', tags: ['shell'] });
    const other = await consoles.open(progress, ['cat'], {
      name: 'uart0',
      namespace: 'b',
      tags: ['primary'],
    });
    expect(consoles.find('a', 'primary')).toBe(uart0);
    expect(consoles.find('a', 'uart1')).toBe(uart1);
    expect(consoles.find('a', 'shell')).toBe(uart0);
    expect(consoles.find('b', 'uart0')).toBe(other);
    expect(consoles.find('b', 'uart1')).toBeUndefined();
    expect(consoles.all('a')).toEqual([uart0, uart1]);
    await consoles.closeAll();
    expect(consoles.all()).toEqual([]);
    for (const { pid } of [uart0, uart1, other]) expect(findProcesses({ session: pid })).toEqual([]);
  });

  it('are replaced when one of the same name is opened, and those that ended are not there', async () => {
    const consoles = consolesOf();
    const first = await consoles.open(progress, ['cat'], { name: 'uart', namespace: 'a' });
    const second = await consoles.open(progress, ['sh', '-c', 'echo hi; read x'], {
      name: 'uart',
      namespace: 'a',
    });
    expect(first.closed).toBeDefined();
    await second.expect(progress, [pattern('hi')]);
    await second.sendLine(progress, '');
    await expect(second.expect(progress, [pattern('never')])).rejects.toMatchObject({
      code: 'connection-closed',
    });
    expect(consoles.find('a', 'uart')).toBeUndefined();
    await consoles.close('a');
  });
});
