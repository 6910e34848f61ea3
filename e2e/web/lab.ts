// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, signIn } from '../../tools/browser.ts';
import { buildWeb } from '../../tools/web-build.ts';
import type { Script } from './dispatcher.ts';
import { record } from './evidence.ts';
import { DISPATCHER, definition, enterDevice, finished } from './stand-in.ts';

/** Real server, database, worker and browser; only the dispatcher is a stand-in (dispatcher.ts). */
export interface WebLab {
  lab: Lab;
  /** Directory of the web pages that this lab's server has, its own. */
  pages: string;
  /** A page of a browser that nobody has signed in with. */
  newPage(): Promise<Page>;
  /** A page of the admin. */
  signedIn(): Promise<Page>;
  submit(script: Script, name?: string): Promise<number>;
  /** Resolves when the job is finished and its log complete. */
  finished(id: number): Promise<void>;
  /** Cancels what is left: a job that a failed test holds would keep the board from the tests after it. */
  cancelAll(): Promise<void>;
  /** What went wrong in the pages so far: exceptions, and errors told to the console; not what the server refused. */
  complaints: string[];
  close(): Promise<void>;
}

/** @param settings more of the server's, as in its file */
export async function startWebLab(settings: Record<string, unknown> = {}): Promise<WebLab> {
  await buildWeb();
  // Below /var/tmp, since PostgreSQL's own user must be able to reach it when root runs the tests.
  const directory = mkdtempSync('/var/tmp/lava-web-');
  let lab: Lab | undefined;
  let browser: Browser | undefined;
  const pages = join(directory, 'pages');
  const complaints: string[] = [];

  async function close(): Promise<void> {
    await browser?.close();
    await lab?.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }

  try {
    cpSync(join(import.meta.dirname, '../../packages/web/dist'), pages, { recursive: true });
    lab = await startLab({ directory, dispatcher: DISPATCHER, settings: { web_dir: pages, ...settings } });
    browser = await launchBrowser();
    await enterDevice(lab);
  } catch (error) {
    await close();
    throw error;
  }
  const { client, url } = lab;
  const started = { lab, browser };

  async function newPage(): Promise<Page> {
    const context = await started.browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
      // Without a GPU, the dot of one running job takes a quarter of a processor.
      reducedMotion: 'reduce',
    });
    await record(context);
    const page = await context.newPage();
    // Generous: the machine may be busy with guests.
    page.setDefaultTimeout(45_000);
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      const refused = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !refused) complaints.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  async function signedIn(): Promise<Page> {
    const page = await newPage();
    await signIn(page, started.lab);
    return page;
  }

  const held: number[] = [];

  async function submit(script: Script, name = 'web test'): Promise<number> {
    const { id } = await client.jobs.submit(definition(name, script));
    if (script.hold) held.push(id);
    return id;
  }

  async function cancelAll(): Promise<void> {
    for (const id of held.splice(0)) await client.jobs.cancel(id);
  }

  return {
    lab,
    pages,
    newPage,
    signedIn,
    submit,
    cancelAll,
    complaints,
    close,
    finished: (id) => finished(started.lab, id),
  };
}

/** What a copy button copied. */
export function clipboard(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}
