// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostLab } from './lab.ts';

/** Everything that passes between the hosts. */
export interface Capture {
  /** Ends it. Returns the bytes as text, a character each. */
  read(): Promise<string>;
  close(): void;
}

export async function startCapture({ network, directory }: HostLab): Promise<Capture> {
  const { netns, device } = network.tap;
  const file = join(directory, 'traffic.pcap');
  const command = ['netns', 'exec', netns, 'tcpdump', '-i', device, '-U', '-Z', 'root', '-w', file, 'tcp'];
  const child = spawn('ip', command, { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(child.stderr, 'data'); // it says that it listens
  return {
    async read() {
      child.kill('SIGINT');
      await once(child, 'exit');
      return readFileSync(file).toString('latin1');
    },
    close: () => void child.kill(),
  };
}
