// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousProblems } from './axe.ts';
import { startWebLab, type WebLab } from './lab.ts';

let web: WebLab;
let job: number;
beforeAll(async () => {
  web = await startWebLab();
  job = await web.submit({ lines: 200, wide: 30_000 }, `a-name-without-a-space-${'x'.repeat(120)}`);
  await web.finished(job);
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

/** Pages, and a text that is shown when they are ready. */
function pages(): [path: string, text: string][] {
  return [
    ['/jobs', 'a-name-without'],
    [`/jobs/${job}`, 'tmpfs-deploy'],
    [`/jobs/${job}?tab=results`, 'uname'],
    [`/jobs/${job}?tab=timing`, 'Share'],
    [`/jobs/${job}?tab=definition`, 'job_name'],
    [`/jobs/${job}?tab=details`, 'Queue timeout'],
    ['/submit', 'Submit the job'],
    ['/devices', 'qemu-01'],
    ['/devices/qemu-01', 'Dictionary'],
    ['/device-types/qemu', 'Template'],
    ['/workers', web.lab.workerName],
    [`/workers/${web.lab.workerName}`, 'Last seen'],
    ['/device-types', 'shipped with LAVA'],
    ['/device-types/qemu?tab=history', 'When'],
    ['/devices/qemu-01?tab=history', 'dictionary'],
    ['/history', 'sign-in'],
    ['/tokens', 'Create a token'],
    ['/account', 'Change the password'],
    ['/users', web.lab.username],
  ];
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

describe('every page', () => {
  it.each([
    ['a desktop', 1400, 900],
    ['a phone', 390, 800],
  ])('fits into the window of %s', async (_, width, height) => {
    const page = await web.signedIn();
    await page.setViewportSize({ width, height });
    for (const [path, text] of pages()) {
      await page.goto(web.lab.url + path);
      await page.getByText(text).first().waitFor({ state: 'attached' });
      expect([path, await overflow(page)]).toEqual([path, 0]);
    }
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious problem for people who see or hear it otherwise, %s',
    async (scheme) => {
      const page = await web.signedIn();
      await page.emulateMedia({ colorScheme: scheme });
      for (const [path, text] of pages()) {
        await page.goto(web.lab.url + path);
        await page.getByText(text).first().waitFor({ state: 'attached' });
        await page.getByText('Live', { exact: true }).waitFor();
        expect([path, await seriousProblems(page)]).toEqual([path, []]);
      }
      await page.context().close();
    },
  );

  it('takes the focus to its heading, and is announced, when it is reached by a link', async () => {
    const page = await web.signedIn();
    await page.getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('status').getByText('Devices', { exact: true }).waitFor({ state: 'attached' });
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Devices');
    await page.context().close();
  });

  it('can be had in dark, and stays so', async () => {
    const page = await web.signedIn();
    await page.getByRole('button', { name: 'Switch to dark' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Switch to light' }).waitFor();
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await page.context().close();
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
    await page.context().close();
  });
});

describe('a very long line', () => {
  it('is cut, scrolls sideways without moving the page, and is shown whole when asked', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/jobs/${job}`);
    await page.getByLabel('Search in the log').fill('wwwwww');
    await page.getByRole('button', { name: /26,000 more characters/ }).waitFor();
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    await page.getByRole('button', { name: /more characters/ }).click();
    await page.getByRole('button', { name: /more characters/ }).waitFor({ state: 'detached' });
    await page.context().close();
  });
});
