// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { Capture } from '../capture.ts';
import type { HostLab } from '../lab.ts';
import { FACTS, SECRET } from './boards-network.ts';

/** Of definitions, of logs, of results, and of what worker and server say to each other. */
const TEXTS = [
  '/srv/images',
  'job_name',
  'hard_reset',
  'Linux version',
  'all-lines',
  'lava-test-case',
  'welcome',
];

export function traffic(lab: () => HostLab, capture: () => Capture): void {
  it('nothing of all this has travelled in clear text', async () => {
    const { master, workers, network } = lab();
    const token = /LAVA_TOKEN=(\S+)/.exec(await master.sh('cat /root/lava-env'))?.[1] ?? '';
    expect(token.length).toBeGreaterThan(20);
    const keys: string[] = [];
    for (const worker of workers) {
      const file = await worker.sh('cat /var/lib/lava-dispatcher/worker.key');
      keys.push(/^secret (\S+)$/m.exec(file)?.[1] ?? '');
    }
    expect(keys.every((key) => key.length === 40)).toBe(true);
    const seen = await capture().read();
    expect(seen.length).toBeGreaterThan(100_000);
    // It did see the links: the greeting of ZeroMQ, and both workers by their addresses.
    expect(seen).toContain('CURVE');
    for (const address of [
      Buffer.from([10, 88, 0, 11]),
      Buffer.from('fd880000000000000000000000000012', 'hex'),
    ]) {
      expect(seen.includes(address.toString('latin1'))).toBe(true);
    }
    expect(network.addresses6.w2).toBe('fd88::12');
    for (const text of [...FACTS, SECRET, token, ...keys, ...TEXTS]) {
      expect(seen.includes(text), text).toBe(false);
      expect(seen.includes(Buffer.from(text).toString('base64').slice(0, -4)), `${text} in base 64`).toBe(
        false,
      );
    }
  });
}
