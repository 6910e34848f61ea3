// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GUESTS } from '../tools/payload/guest.ts';
import type { Payload } from '../tools/payload/payload.ts';

/** The steps of the example job as somebody would type them who has no lab: the same commands, without reporting. */
const TYPED = [
  'test "$(uname -s)" = Linux && echo pass',
  "cut -d ' ' -f 1 /proc/uptime",
  "total=$(awk '/^MemTotal/ {print $2}' /proc/meminfo)",
  'test "$total" -gt 65536 && echo pass',
  'if [ -c /dev/null ] && [ -d /proc/1 ]; then echo pass; else echo fail; fi',
];

const PROMPT = '/ # ';
/** Milliseconds; the boot takes 2 to 5 s. */
const DEADLINE = 120_000;

/**
 * Boots the payload by the `qemu` command alone, types the steps at the prompt, each when the prompt is there, and
 * kills QEMU after the last prompt. The options are those of the job: the device type's, and the job's context.
 *
 * @returns wall time, seconds, from the start of the command until QEMU is gone
 */
export async function bareQemu(payload: Payload): Promise<number> {
  const { qemu, machine, console } = GUESTS[payload.arch];
  const started = performance.now();
  const child = spawn(qemu, [
    ...[...machine, '-nographic', '-net', 'none', '-m', '512', '-monitor', 'none'],
    ...['-kernel', payload.kernel, '-append', `console=${console},115200`, '-initrd', payload.ramdisk],
  ]);
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE);
  try {
    await new Promise<void>((resolve, reject) => {
      const steps = [...TYPED];
      let text = '';
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`QEMU ended early: …${text.slice(-300)}`)));
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (!text.includes(PROMPT)) return;
        text = '';
        const step = steps.shift();
        if (step === undefined) resolve();
        else child.stdin.write(`${step}\n`);
      });
    });
  } finally {
    clearTimeout(deadline);
    child.removeAllListeners('exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  }
  return (performance.now() - started) / 1000;
}
