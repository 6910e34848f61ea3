// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openPipe } from '@lava/dispatcher/console/pipe.ts';
import { GUESTS } from '@lava/guest/guest.ts';
import type { Payload } from '@lava/guest/payload.ts';

/** The steps of the example job as somebody would type them who has no lab: the same commands, without reporting. */
const TYPED = [
  'test "$(uname -s)" = Linux && echo pass',
  "cut -d ' ' -f 1 /proc/uptime",
  "total=$(awk '/^MemTotal/ {print $2}' /proc/meminfo)",
  'test "$total" -gt 65536 && echo pass',
  'if [ -c /dev/null ] && [ -d /proc/1 ]; then echo pass; else echo fail; fi',
];

const PROMPT = '/ # ';
/** Characters of the console that are looked at. */
const KEPT = 400;
/** Milliseconds; the boot takes 2 to 5 s. */
const DEADLINE = 120_000;

/**
 * Boots the payload with only the `qemu` command, types the steps at the prompt, each when the prompt is there, and
 * kills QEMU after the last prompt. The options are those of the job: the device type's, and the job's context.
 *
 * @param more steps that are typed after those of the example
 * @returns wall time, seconds, from the start of the command until QEMU is gone
 */
export async function bareQemu(payload: Payload, more: string[] = []): Promise<number> {
  const { qemu, machine, console } = GUESTS[payload.arch];
  const started = performance.now();
  // As the dispatcher reads it, and as a shell's pipe would be: Node's own kind slows QEMU down, see openPipe.
  const pipe = await openPipe();
  const options = [
    ...[...machine, '-nographic', '-net', 'none', '-m', '512', '-monitor', 'none'],
    ...['-kernel', payload.kernel, '-append', `console=${console},115200`, '-initrd', payload.ramdisk],
  ];
  const child = spawn(qemu, options, { stdio: ['pipe', pipe.writer, 'ignore'] });
  pipe.release();
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE);
  try {
    await new Promise<void>((resolve, reject) => {
      const steps = [...TYPED, ...more];
      let text = '';
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`QEMU ended early: …${text.slice(-300)}`)));
      pipe.reader.on('data', (chunk) => {
        // The end is enough for the prompt, and keeps the reader faster than the guest.
        text = (text + chunk).slice(-KEPT);
        if (!text.includes(PROMPT)) return;
        text = '';
        const step = steps.shift();
        if (step === undefined) resolve();
        else child.stdin?.write(`${step}\n`);
      });
    });
  } finally {
    clearTimeout(deadline);
    pipe.reader.destroy();
    child.removeAllListeners('exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  }
  return (performance.now() - started) / 1000;
}
