// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import { endLeftovers } from '@lava/lab/leftovers.ts';
import { buildWeb } from '../../tools/web-build.ts';
import { DISPATCHER } from './stand-in.ts';

const PREFIX = 'lava-web-';

/** Ends and removes labs of processes that were killed. */
export async function endForsakenLabs(): Promise<void> {
  for (const name of readdirSync('/var/tmp')) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    await endLeftovers(join('/var/tmp', name), GRACE);
    rmSync(join('/var/tmp', name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Milliseconds that their programs have to end. */
const GRACE = 10_000;

/** Real server, database and worker with the built pages; only the dispatcher is a stand-in (dispatcher.ts). */
export interface PagesLab {
  lab: Lab;
  /** Directory of the web pages that this lab's server has, its own. */
  pages: string;
  close(): Promise<void>;
}

/** @param settings more of the server's, as in its file */
export async function startPagesLab(settings: Record<string, unknown> = {}): Promise<PagesLab> {
  await buildWeb();
  // Below /var/tmp, since PostgreSQL's own user must be able to reach it when root runs the tests.
  const directory = mkdtempSync(`/var/tmp/${PREFIX}${process.pid}-`);
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  const pages = join(directory, 'pages');
  try {
    cpSync(join(import.meta.dirname, '../../packages/web/dist'), pages, { recursive: true });
    const lab = await startLab({
      directory,
      dispatcher: DISPATCHER,
      settings: { web_dir: pages, ...settings },
    });
    return {
      lab,
      pages,
      async close() {
        await lab.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
