// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { findProcesses, killAll } from '@lava/kit/process/hunt.ts';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { runTool } from './tool.ts';

/** Ports that LAVA's labs let through to their workers, and how many of them are tried. */
const FIRST = 55_000;
const LAST = 56_000;
const TRIES = 10;

/** How long a server that is killed may take to end, milliseconds. */
const KILL_TIME = 2_000;

/** How often a server is looked at that does not listen yet, milliseconds. */
const LOOK = 50;

/** A server of one disk, a program of the worker that lives as long as the job. */
export interface NbdServer {
  port: number;
  stop(): Promise<void>;
}

/**
 * Serves a disk image by NBD, under the empty name, on all addresses of the worker: devices may be on any of its networks.
 * @param wanted port; a free one where nothing is said
 * @throws LavaError `host-tool-missing`; `host-tool-failed` when the port is taken
 */
export async function startNbd(progress: Progress, image: string, wanted?: number): Promise<NbdServer> {
  for (let tries = 1; ; tries++) {
    const port = wanted ?? randomInt(FIRST, LAST);
    if (!(await listens(port))) return start(progress, image, port);
    if (wanted !== undefined || tries === TRIES)
      throw new LavaError('host-tool-failed', `port ${port} of the worker, for the NBD server, is taken`, {
        hint: 'let the port of lava-xnbd be auto in the job, and set no nbd_server_port on the worker',
      });
  }
}

async function start(progress: Progress, image: string, port: number): Promise<NbdServer> {
  // It goes to a session of its own, and is known by this, with what it starts for each client.
  const variable = `LAVA_NBD=${process.pid}.${port}`;
  const stop = async () => void (await killAll({ variable }, KILL_TIME));
  const [name = '', value = ''] = variable.split('=');
  try {
    // Without the settings of the machine's own server.
    const command = ['nbd-server', String(port), image, '-C', '/dev/null'];
    const env = { ...(process.env as Record<string, string>), [name]: value };
    await runTool(progress, command, { env });
    while (!(await listens(port))) {
      if (findProcesses({ variable }).length === 0)
        throw new LavaError('host-tool-failed', `nbd-server for port ${port} has ended`);
      await progress.sleep(LOOK);
    }
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
