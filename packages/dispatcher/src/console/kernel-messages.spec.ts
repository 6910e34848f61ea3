// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { Connection } from './connection.ts';
import { KernelWatch } from './kernel-messages.ts';
import { pattern } from './pattern.ts';

/** Recorded consoles of real kernels that are next to the checkout, not in it. */
const SAMPLES =
  process.env.LAVA_CONSOLES ?? join(import.meta.dirname, '../../../../../shared/labbox/console-samples');
const directory = mkdtempSync(join(tmpdir(), 'lava-kernel-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const sink = { write() {}, flush: async () => {}, backlog: 0, lost: 0 };

/** What is collected until the prompt, and how the wait ended. */
async function watch(file: string, prompt = 'login:') {
  const log = new JobLog(sink, new RecordClock(), new Mask([]));
  using root = Progress.root();
  using progress = root.child(20_000, () => new LavaError('step-timeout', 'too slow'));
  const connection = await Connection.open(progress, ['cat', file], {
    name: 'cat',
    namespace: 'common',
    log,
  });
  const kernel = new KernelWatch(connection, false);
  try {
    const match = await kernel.expect(progress, [pattern(prompt)]);
    return { kernel, match, error: undefined };
  } catch (error) {
    return { kernel, match: undefined, error: error as LavaError };
  } finally {
    await connection.close();
  }
}

function recorded(text: string): string {
  const file = join(directory, `${Math.random()}.txt`);
  writeFileSync(file, text.replaceAll('\n', '\r\n'));
  return file;
}

describe('kernel messages before the prompt', () => {
  it('are collected with their kind, and the prompt is found', async () => {
    const file = recorded(`[    1.0] Linux version 6.1
[    2.0] ------------[ cut here ]------------
[    2.0] WARNING: CPU: 0 PID: 88 at fs/x.c:12 f+0x78
[    2.0] ---[ end trace 1bd963a5953b065c ]---
[    3.0] BUG: using smp_processor_id() in preemptible
[    4.0] Unhandled fault: external abort
box login: `);
    const { kernel, match } = await watch(file);
    expect(match?.index).toBe(0);
    expect(kernel.messages.map(({ kind }) => kind)).toEqual(['warning', 'bug', 'fault']);
    expect(kernel.messages[0]?.message).toMatch(/^\[ {4}2.0\] -+\[ cut here[\s\S]*end trace/);
  });

  it('do not hide a prompt that comes in the middle of one', async () => {
    const file = recorded('[    2.0] WARNING: something without an end\nbox login: ');
    const { kernel, match } = await watch(file);
    expect(match?.index).toBe(0);
    expect(kernel.messages).toHaveLength(1);
  });

  it('have the trace of the task, and a panic in the middle of one ends the wait', async () => {
    const { kernel, error } = await watch(
      recorded(`[    2.0] rcu: INFO: rcu_preempt self-detected stall on CPU
[    2.0] Call Trace:
[    2.0]  spin+0x1b/0x1000 [module]
[    2.0]  </TASK>
[    2.0] Out of memory: Killed process 88 (tail) total-vm:213860kB
[    3.0] INFO: task x:92 blocked for more than 120 seconds.
[    3.0] Call Trace:
[    3.1] Kernel panic - not syncing: hung_task: blocked tasks
[    3.1] ---[ end Kernel panic - not syncing: hung_task: blocked tasks ]---
`),
      'never printed',
    );
    expect(kernel.messages.map(({ kind }) => kind)).toEqual(['rcu-stall', 'oom', 'hung-task', 'panic']);
    expect(kernel.messages[0]?.message).toMatch(/spin\+0x1b[\s\S]*<\/TASK>/);
    expect(error?.message).toContain('hung_task: blocked tasks');
  });

  it('end the wait when they are a panic', async () => {
    const file =
      recorded(`[    2.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
[    2.1] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs ]---
`);
    const { error } = await watch(file);
    expect(error).toMatchObject({ code: 'kernel-failure', kind: 'job' });
    expect(error?.message).toContain('VFS: Unable to mount root fs on unknown-block');
  });

  it('end the wait when the board is gone in the middle of a panic', async () => {
    const { error } = await watch(
      recorded('[    2.0] Kernel panic - not syncing: Attempted to kill init!\n[    2.0] CPU: 0\n'),
    );
    expect(error).toMatchObject({ code: 'kernel-failure' });
    expect(error?.message).toContain('Attempted to kill init!');
  });
});

describe.skipIf(!existsSync(SAMPLES))('recorded consoles', () => {
  it.each([
    'sysrq-c-amd64',
    'sysrq-c-arm64',
    'sysrq-c-armhf',
    'sysrq-c-riscv64',
    'no-rootfs-arm64',
    'init-exit-arm64',
  ])('%s is a panic', async (name) => {
    const { error } = await watch(join(SAMPLES, `${name}.txt`), 'never printed');
    expect(error).toMatchObject({ code: 'kernel-failure' });
  });

  it.each([
    ['warn-amd64', 'warning'],
    ['bug-amd64', 'bug'],
    ['oops-amd64', 'bug'],
    ['hung-amd64', 'hung-task'],
    ['softlockup-amd64', 'soft-lockup'],
    ['oom-arm64', 'oom'],
  ])('%s has a message of kind %s', async (name, kind) => {
    const { kernel } = await watch(join(SAMPLES, `${name}.txt`), 'never printed');
    expect(kernel.messages.map((message) => message.kind)).toContain(kind);
  });
});
