// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebLab, type WebLab } from './lab.ts';

let web: WebLab;
let job: number;
beforeAll(async () => {
  web = await startWebLab();
  job = await web.submit({ lines: 20 }, 'a job to be found');
  await web.finished(job);
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

describe('the palette', () => {
  it('goes to a job by its number or description, to a device and to a page, with the keyboard only', async () => {
    const page = await web.signedIn();
    const type = async (text: string) => {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Go to a job').fill(text);
    };
    await type(`#${job}`);
    await page.getByRole('button', { name: `Job ${job}` }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/jobs/${job}$`));
    await type('qemu-01');
    await page.getByRole('button', { name: /qemu-01/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'qemu-01' }).waitFor();
    await type('to be found');
    await page.getByRole('button', { name: /a job to be found/ }).click();
    await page.waitForURL(new RegExp(`/jobs/${job}$`));
    await type('worker');
    await page.getByRole('button', { name: 'Workers', exact: true }).click();
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    await type('no such thing at all');
    await page.getByText('Nothing has this name.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByPlaceholder('Go to a job').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('changes how the pages look, and signs out', async () => {
    const page = await web.signedIn();
    await page.getByRole('button', { name: 'Go to or do' }).click();
    await page.getByPlaceholder('Go to a job').fill('switch');
    await page.getByRole('dialog').getByRole('button', { name: 'Switch to dark' }).click();
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Go to a job').fill('sign out');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await page.context().close();
  });
});

describe('times', () => {
  it('are shown as the reader likes, on every page and in every tab', async () => {
    const page = await web.signedIn();
    const cell = page.locator('time').first();
    expect(await cell.textContent()).toMatch(/ago|just now/);
    await page.getByRole('button', { name: 'How times are shown' }).click();
    await page.getByRole('menuitemradio', { name: 'UTC' }).click();
    await page
      .locator('time', { hasText: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/ })
      .first()
      .waitFor();
    const other = await page.context().newPage();
    await other.goto(`${web.lab.url}/jobs/${job}?tab=details`);
    await other.locator('time', { hasText: / UTC$/ }).first().waitFor();
    await page.getByRole('button', { name: 'How times are shown' }).click();
    await page.getByRole('menuitemradio', { name: 'Local time' }).click();
    await other
      .locator('time', { hasText: /\d\d:\d\d:\d\d$/ })
      .first()
      .waitFor();
    await page.context().close();
  });
});

describe('the timing of a job', () => {
  it('is a picture, and a table for those who do not see it', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/jobs/${job}?tab=timing`);
    await page
      .getByRole('img', { name: /each action/ })
      .locator('canvas')
      .waitFor();
    const table = page.getByRole('table', { name: 'Timing' });
    await table.getByRole('row', { name: /^Queue/ }).waitFor();
    await table.getByRole('row', { name: /^boot-image-retry 0\.10 s 1 min 00 s/ }).waitFor();
    await page.context().close();
  });
});
