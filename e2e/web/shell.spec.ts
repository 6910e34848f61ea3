// SPDX-License-Identifier: Apache-2.0
import { knownFailureMethods } from '@lava/protocol/api/client/known-failures.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinWebLab, type WebLab } from './lab.ts';
import { groupDefinition } from './stand-in.ts';

let web: WebLab;
let job: number;
beforeAll(async () => {
  web = await joinWebLab('palette');
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
    await type(web.device);
    await page.getByRole('button', { name: web.device }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: web.device }).waitFor();
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
    await page.close();
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
    await page.close();
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

describe('a job that was tried again', () => {
  it('has the logs of all its attempts', async () => {
    const id = await web.submit({ broken: 'the console is closed' }, 'tried again');
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}?tab=attempts`);
    const attempts = page.getByRole('table', { name: 'Attempts' });
    await attempts.getByRole('row', { name: /^2, counts .*log of the job/ }).waitFor();
    await attempts.getByRole('row', { name: /^1 .*connection-closed: the console is closed/ }).waitFor();
    await attempts.getByRole('button', { name: 'log of attempt 1' }).click();
    await page.getByText('line 2', { exact: true }).waitFor();
    await page.close();
  });
});

describe('a job of several boards', () => {
  it('has all of them on one axis of time', async () => {
    const { client, workerName } = web.lab;
    const dictionary = "{% extends 'qemu.jinja2' %}\n";
    await client.devices.add({
      name: 'palette-02',
      deviceType: web.deviceType,
      worker: workerName,
      dictionary,
    });
    await client.devices.update('palette-02', { health: 'good' });
    const { id } = await client.jobs.submit(groupDefinition('both', {}, web.deviceType));
    const page = await web.signedIn(`/jobs/${id}?tab=group`);
    const group = page.getByRole('table', { name: 'Jobs of the group' });
    await group.getByRole('row', { name: /client.*Complete.*palette-0/ }).waitFor();
    await group.getByRole('row', { name: /server \(essential\).*Complete/ }).waitFor();
    await page.close();
  });
});

describe('a failure that is known', () => {
  it('does not count as one, and says why', async () => {
    const known = knownFailureMethods(web.lab.client);
    const about = { deviceType: web.deviceType, suite: 'smoke', name: 'copy', reason: 'bug 7' };
    const { id } = await known.add(about);
    const page = await web.signedIn(`/jobs/${job}?tab=results`);
    const row = page.getByRole('row', { name: /copy/ });
    await row.getByText('known', { exact: true }).waitFor();
    expect(await row.getByTitle('bug 7').count()).toBe(1);
    await known.remove(id);
    await page.close();
  });
});

describe('the trend of a test case', () => {
  it('is reached from its result, leads to its jobs, and is in the address', async () => {
    const more = [await web.submit({}), await web.submit({})];
    for (const id of more) await web.finished(id);
    const page = await web.signedIn(`/jobs/${job}?tab=results`);
    await page.getByRole('link', { name: 'Trend of copy' }).click();
    await page.waitForURL(/\/trend\?suite=smoke&case=copy&set=speed&filter=type%3Apalette/);
    const table = page.getByRole('table', { name: 'Jobs of the trend' });
    await table.getByRole('row', { name: new RegExp(`^${job} fail 123456789.12345679 MB/s`) }).waitFor();
    await page.getByText('0 %').first().waitFor();
    // The newest is the last point, in the middle of its range, since all are the same.
    const picture = page.locator('.u-over');
    const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 };
    const newest = { x: width * (1.03 / 1.06), y: height / 2 };
    await picture.hover({ position: newest });
    await page.getByText(`job ${more[1]}: 123456789.12345679 MB/s, fail`).waitFor();
    await page.getByLabel('Goal').fill('100000000');
    await page.getByLabel('Goal').press('Enter');
    await page.waitForURL(/goal=100000000/);
    await page.reload();
    expect(await page.getByLabel('Goal').inputValue()).toBe('100000000');
    await table.getByRole('link', { name: String(job), exact: true }).click();
    await page.waitForURL(new RegExp(`/jobs/${job}`));
    await page.close();
  });
});

describe('the timing of a job', () => {
  it('is a picture, and a table for those who do not see it', async () => {
    const page = await web.signedIn(`/jobs/${job}?tab=timing`);
    await page
      .getByRole('img', { name: /each action/ })
      .locator('canvas')
      .waitFor();
    const table = page.getByRole('table', { name: 'Timing' });
    await table.getByRole('row', { name: /^Queue/ }).waitFor();
    await table.getByRole('row', { name: /^boot-image-retry 0\.10 s 1 min 00 s/ }).waitFor();
    await page.close();
  });
});
