// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stateDirectory } from '@lava/kit/fs/state-directory.ts';
import { say, withTask } from '@lava/kit/task-line.ts';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import { ensureDebianPackages } from './debian-packages.ts';
import { enterFirstDevice } from './demo/enter-device.ts';

const root = join(import.meta.dirname, '..');

/**
 * `./lava dev`: a lab of its own whose server and worker run from source, and the web pages by vite, which reloads them
 * at every change. `s` or `w` and Enter restarts server or worker. Until Ctrl-C.
 */
export async function dev(): Promise<number> {
  await ensureDebianPackages(['demo']);
  const lab = await startLab({ directory: stateDirectory('dev'), progress: say });
  try {
    await enterFirstDevice(lab);
    say(`server and REST  ${lab.url}   user ${lab.username}, password ${lab.password}`);
    say(`command line     export LAVA_URL=${lab.url} LAVA_TOKEN=${lab.token}`);
    say('s, w + Enter: restart server, worker\n');
    await runVite(lab);
    return 0;
  } finally {
    await lab.stop();
  }
}

/** Ends with vite, which ends at Ctrl-C. */
async function runVite(lab: Lab): Promise<void> {
  const vite = spawn(join(root, 'node_modules/.bin/vite'), [join(root, 'packages/web')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      LAVA_SERVER: lab.url,
      PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
    },
  });
  // The terminal sends Ctrl-C to vite too; this process waits for it and then stops the lab.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  const keys = createInterface({ input: process.stdin });
  keys.on('line', (line) => {
    renew(lab, line.trim()).catch((error: Error) => say(error.message));
  });
  await new Promise<void>((resolve, reject) => {
    vite.on('close', () => resolve());
    vite.on('error', reject);
  });
  keys.close();
  process.removeListener('SIGINT', wait);
}

async function renew(lab: Lab, key: string): Promise<void> {
  if (key === 's') {
    await withTask('server', async () => {
      await lab.server.stop();
      lab.server = await lab.startServer();
    });
  } else if (key === 'w') {
    await withTask('worker', async () => {
      await lab.worker.stop();
      lab.worker = await lab.startWorker();
    });
  }
}
