// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { stateDirectory } from '@lava/kit/fs/state-directory.ts';
import { say, withTask } from '@lava/kit/task-line.ts';
import type { Lab } from '@lava/lab/lab.ts';
import { launchBrowser, signIn } from './browser.ts';
import { ensureDebianPackages } from './debian-packages.ts';
import { startDemoLab } from './demo/demo-lab.ts';
import { guestJob } from './demo/first-job.ts';
import { runFirstJob } from './demo/run-job.ts';
import { buildWeb } from './web-build.ts';

const FILE = join(import.meta.dirname, '../docs/images/job.png');

/** `./lava screenshot`: runs the demo's job and takes the README's picture of its page. */
export async function screenshot(): Promise<number> {
  await ensureDebianPackages(['demo', 'test']);
  const arch = hostGuest();
  await withTask(`payload: kernel and ramdisk for ${arch}`, (line) => getPayload(arch, line));
  await withTask('web pages', buildWeb);
  let lab: Lab | undefined;
  try {
    lab = await startDemoLab({ directory: stateDirectory('screenshot'), progress: say });
    const { signal } = new AbortController();
    const { job } = await runFirstJob({ lab, example: guestJob(arch), signal });
    const running = lab;
    await withTask('docs/images/job.png', () => takePicture(running, job.id));
    return 0;
  } finally {
    await lab?.stop();
  }
}

/** The log where the tests say their results: device, results and LAVA's own words are all in view. */
async function takePicture(lab: Lab, job: number): Promise<void> {
  const { items: results } = await lab.client.jobs.results(job);
  const first = results.find(({ suite }) => suite !== 'lava');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 860 }, colorScheme: 'light' });
    await page.goto(lab.url);
    await signIn(page, lab);
    await page.goto(`${lab.url}/jobs/${job}#L${(first?.record ?? 0) + 1}`);
    await page.locator('[data-selected]').waitFor();
    await page.getByRole('list', { name: 'Steps' }).getByText('finalize').waitFor();
    mkdirSync(dirname(FILE), { recursive: true });
    await page.screenshot({ path: FILE });
  } finally {
    await browser.close();
  }
}
