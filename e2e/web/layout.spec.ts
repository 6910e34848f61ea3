// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousProblems } from './axe.ts';
import { joinWebLab, type WebLab } from './lab.ts';

let web: WebLab;
let job: number;
beforeAll(async () => {
  web = await joinWebLab('fits');
  job = await web.submit({ lines: 200, wide: 30_000 }, `a-name-without-a-space-${'x'.repeat(120)}`);
  await web.finished(job);
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

/** Pages by their address, and a text that is shown when they are ready. */
const PAGES: [path: string, text: string][] = [
  ['/jobs?search=a-name-without', 'a-name-without'],
  ['/jobs/JOB', 'tmpfs-deploy'],
  ['/jobs/JOB?tab=results', 'uname'],
  ['/jobs/JOB?tab=timing', 'Share'],
  ['/jobs/JOB?tab=definition', 'job_name'],
  ['/jobs/JOB?tab=details', 'Queue timeout'],
  ['/compare?before=JOB&after=JOB', 'is before'],
  ['/submit', 'Submit the job'],
  ['/lab', 'Boards in service'],
  ['/devices', 'DEVICE'],
  ['/devices/DEVICE', 'Dictionary'],
  ['/device-types/TYPE', 'Template'],
  ['/workers', 'WORKER'],
  ['/workers/WORKER', 'Last seen'],
  ['/device-types', 'TYPE'],
  ['/device-types/TYPE?tab=history', 'When'],
  ['/devices/DEVICE?tab=history', 'dictionary'],
  ['/jobs/JOB?tab=history', 'When'],
  ['/history', 'sign-in'],
  ['/tokens', 'Create a token'],
  ['/account', 'Change the password'],
  ['/users', 'USER'],
  ['/users/USER', 'Link'],
  ['/trend', 'Follow one test case'],
  ['/trend?suite=smoke&case=copy', 'Flake rate'],
  ['/leases', 'Leases'],
  ['/groups', 'Add a group'],
  ['/fair-share', 'Divide device time by shares'],
  ['/permissions', 'Permissions'],
  ['/devices/DEVICE?tab=permissions', 'its device type decides'],
];

function filled(text: string): string {
  const { workerName, username } = web.lab;
  return text
    .replaceAll('JOB', String(job))
    .replace('DEVICE', web.device)
    .replace('TYPE', web.deviceType)
    .replace('WORKER', workerName)
    .replace('USER', username);
}

const DESKTOP = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 800 };

/** Pixels of the page beyond its window, when what follows a change of the window is drawn. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
    resolve(document.documentElement.scrollWidth - document.documentElement.clientWidth))))`);
}

describe('every page', () => {
  let page: Page;
  beforeAll(async () => {
    page = await web.signedIn();
  });
  afterAll(() => page.context().close());

  it.each(PAGES)('%s fits a desktop and a phone, and anybody can see or hear it', async (path, text) => {
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(web.lab.url + filled(path));
    await page.getByText(filled(text)).first().waitFor({ state: 'attached' });
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await seriousProblems(page)).toEqual([]);
    // Only colours are others in the dark.
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    expect(await seriousProblems(page, ['color-contrast'])).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await overflow(page)).toBe(0);
  });
});

describe('the shell of all pages', () => {
  it('takes the focus to the heading of a page that is reached by a link, and announces it', async () => {
    const page = await web.signedIn();
    await page.getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('status').getByText('Devices', { exact: true }).waitFor({ state: 'attached' });
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Devices');
    await page.close();
  });

  it('has room for its menu in a window of any width', async () => {
    const page = await web.signedIn('/workers');
    await page.getByRole('button', { name: web.lab.username }).waitFor();
    const ends =
      "[...document.querySelectorAll('header button')].map((e) => e.getBoundingClientRect().right)";
    for (const width of [992, 1024, 1100, 1199, 1201, 1400]) {
      await page.setViewportSize({ width, height: 700 });
      expect(Math.max(...(await page.evaluate<number[]>(ends))), `${width} px`).toBeLessThanOrEqual(width);
    }
    await page.close();
  });

  it('can be had in dark, and stays so', async () => {
    const page = await web.signedIn();
    await page.getByRole('button', { name: 'Switch to dark' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Switch to light' }).waitFor();
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await page.close();
  });

  it('can be used with only the keyboard', async () => {
    const page = await web.signedIn();
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content');
    await page.goto(`${web.lab.url}/jobs/${job}`);
    await page.getByRole('region', { name: 'Lines of the log' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('line 150');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    await page.locator('mark').waitFor();
    await page.close();
  });
});

describe('a very long line', () => {
  it('is cut, scrolls sideways without moving the page, and is shown whole when asked', async () => {
    const page = await web.signedIn(`/jobs/${job}`);
    await page.getByLabel('Search in the log').fill('wwwwww');
    await page.getByRole('button', { name: /26,000 more characters/ }).waitFor();
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    await page.getByRole('button', { name: /more characters/ }).click();
    await page.getByRole('button', { name: /more characters/ }).waitFor({ state: 'detached' });
    await page.close();
  });
});
