// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { GUEST_ARCHES, GUESTS } from '@lava/guest/guest.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { describe, expect, it } from 'vitest';

/** Console of a guest until `pattern` shows in it; QEMU is gone when this returns. */
async function bootUntil(payload: Payload, ramdisk: string, pattern: RegExp, input: string): Promise<string> {
  const { qemu, machine, console } = GUESTS[payload.arch];
  const child = spawn(qemu, [
    ...[...machine, '-m', '512', '-nographic', '-no-reboot', '-net', 'none'],
    ...['-kernel', payload.kernel, '-initrd', ramdisk, '-append', `console=${console},115200 panic=-1`],
  ]);
  let text = '';
  let sent = false;
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`not in time: …${text.slice(-500)}`)), 120_000);
    child.on('error', reject);
    child.on('close', () => reject(new Error(`QEMU ended: …${text.slice(-500)}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (!sent && /\/ # |login: /.test(text)) {
        sent = true;
        child.stdin.write(input);
      }
      if (pattern.test(text)) {
        clearTimeout(deadline);
        resolve();
      }
    });
  }).finally(() => child.kill('SIGKILL'));
  await ended;
  return text;
}

describe.each(GUEST_ARCHES)('guest %s', async (arch) => {
  const payload = await getPayload(arch).catch((error: Error) => error);
  const available = !(payload instanceof Error);

  it.skipIf(!available)('boots to a shell that runs what is typed', async () => {
    const { ramdisk } = payload as Payload;
    await bootUntil(payload as Payload, ramdisk, /sum is 5/, 'echo sum is $((2+3))\n');
  });

  if (arch !== 'amd64') return;
  it.skipIf(!available)('asks for a name where a login is wanted', async () => {
    const { loginRamdisk } = payload as Payload;
    const text = await bootUntil(payload as Payload, loginRamdisk, /\/ # /, 'root\n');
    expect(text).toContain('lava-demo login: root');
  });
});
