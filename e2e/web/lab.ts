// SPDX-License-Identifier: Apache-2.0
import type { Lab } from '@lava/lab/lab.ts';
import { createClient } from '@lava/protocol/api/client.ts';
import type { BrowserContext, Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchBrowser } from '../../tools/browser.ts';
import type { Script } from './dispatcher.ts';
import { record } from './evidence.ts';
import { startPagesLab } from './pages-lab.ts';
import type { SharedLab } from './shared-lab.setup.ts';
import { definition, enterDevice, finished } from './stand-in.ts';

/** What every spec file may use of a lab, also of one that others use at the same time. */
type Reached = Pick<Lab, 'url' | 'username' | 'password' | 'client' | 'workerName'>;

/** A lab, a browser, and a board that only this spec file uses. */
export interface WebLab<Of extends Reached = Reached> {
  lab: Of;
  /** The board, of the device type. */
  device: string;
  deviceType: string;
  /** A page of a browser that nobody has signed in with. */
  newPage(path?: string): Promise<Page>;
  /** A page of the admin; all are in one browser, which has the code of the pages, and remembers nothing else. */
  signedIn(path?: string): Promise<Page>;
  /** A job that the board runs. */
  submit(script: Script, name?: string): Promise<number>;
  /** Its definition. */
  definition(name: string, script: Script): string;
  /** Resolves when the job is finished and its log complete. */
  finished(id: number): Promise<void>;
  /** Cancels what is left: a job that a failed test holds would keep the board from the tests after it. */
  cancelAll(): Promise<void>;
  /** What went wrong in the pages so far: exceptions, and errors told to the console; not what the server refused. */
  complaints: string[];
  close(): Promise<void>;
}

/** @see startWebLab */
export interface OwnWebLab extends WebLab<Lab> {
  /** Directory of the web pages that its server has. */
  pages: string;
}

/** What earlier pages of the same browser left, forgotten in the first document of a page, not when it is loaded again. */
const FORGET = `if (location.protocol !== 'about:' && !sessionStorage.lavaTest) {
  localStorage.clear();
  sessionStorage.lavaTest = 1;
}`;

/** The run's one lab. @param name of the device type and its board, which no other spec file has */
export async function joinWebLab(name: string): Promise<WebLab> {
  const answer = await fetch(inject('sharedLab'));
  if (!answer.ok) throw new Error(`the shared lab did not start: ${await answer.text()}`);
  const { url, token, ...rest } = (await answer.json()) as SharedLab;
  const lab = { url, ...rest, client: createClient({ baseUrl: url, token }) };
  return webLab(lab, name, async () => undefined);
}

/**
 * A lab that the spec file has to itself: one whose server it stops, or which needs settings of its own.
 * @param settings more of the server's, as in its file
 */
export async function startWebLab(settings: Record<string, unknown> = {}): Promise<OwnWebLab> {
  const { lab, pages, close } = await startPagesLab(settings);
  return { ...(await webLab(lab, 'qemu', close)), pages };
}

async function webLab<Of extends Reached>(
  lab: Of,
  deviceType: string,
  closeLab: () => Promise<void>,
): Promise<WebLab<Of>> {
  const { client, url, username, password } = lab;
  const device = await enterDevice(lab, deviceType);
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await closeLab();
    throw error;
  });
  const complaints: string[] = [];

  async function newContext(): Promise<BrowserContext> {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
      // Without a GPU, the dot of one running job takes a quarter of a processor.
      reducedMotion: 'reduce',
    });
    await record(context);
    return context;
  }

  async function pageOf(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    // Generous: the machine may be busy with guests.
    page.setDefaultTimeout(45_000);
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      const refused = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !refused) complaints.push(message.text());
    });
    await page.addInitScript(FORGET);
    await page.goto(url + path);
    return page;
  }

  const newPage = async (path = '/') => pageOf(await newContext(), path);

  let admins: BrowserContext | undefined;

  async function signedIn(path = '/'): Promise<Page> {
    if (!admins) {
      admins = await newContext();
      admins.on('close', () => {
        admins = undefined;
      });
    }
    // A session of its own, which the test may end, without the form.
    await admins.request.post(`${url}/api/v1/session`, { data: { username, password } });
    const page = await pageOf(admins, path);
    // The last part of the shell: from now on it hears keys.
    await page.getByRole('button', { name: username, exact: true }).waitFor({ state: 'attached' });
    return page;
  }

  const held: number[] = [];

  async function submit(script: Script, name = 'web test'): Promise<number> {
    const { id } = await client.jobs.submit(definition(name, script, deviceType));
    if (script.hold) held.push(id);
    return id;
  }

  async function cancelAll(): Promise<void> {
    for (const id of held.splice(0)) await client.jobs.cancel(id);
  }

  async function close(): Promise<void> {
    await browser.close();
    await closeLab();
  }

  return {
    ...{ lab, device, deviceType, newPage, signedIn, submit, cancelAll, complaints, close },
    definition: (name, script) => definition(name, script, deviceType),
    finished: (id) => finished(lab, id),
  };
}

/** What a copy button copied. */
export function clipboard(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}
