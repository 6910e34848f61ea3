// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, it } from 'vitest';
import { joinWebLab, type WebLab } from './lab.ts';

let web: WebLab;
beforeAll(async () => {
  web = await joinWebLab('typed');
});
afterAll(async () => {
  await web?.cancelAll();
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

it('a board is borrowed at its page, listed with its holder, and given back', async () => {
  const page = await web.signedIn(`/devices/${web.device}`);
  await page.getByRole('button', { name: 'Borrow', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Borrow it' }).click();
  await page.waitForURL(/\/jobs\/\d+$/);
  const id = page.url().split('/').at(-1);
  await page.getByRole('tab', { name: 'Console' }).waitFor();
  await page.goto(`${web.lab.url}/leases`);
  const row = page.getByRole('row', { name: new RegExp(`${id}.*${web.device}.*${web.lab.username}`) });
  await row.waitFor();
  await page.getByLabel(`Choose lease ${id}`).click();
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('button', { name: 'End them' }).click();
  await page.getByRole('dialog').getByText('1 lease ended').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await row.waitFor({ state: 'detached' });
  await page.close();
});

it('the board of a job that runs is to be held if it fails, and then is not', async () => {
  const id = await web.submit({ hold: true, last: 'it may fail' }, 'to be held');
  const page = await web.signedIn(`/jobs/${id}`);
  await page.getByRole('button', { name: 'Hold if it fails' }).click();
  await page.getByRole('menuitem', { name: 'For 30 minutes' }).click();
  await page.getByRole('button', { name: 'Held if it fails' }).click();
  expect(await web.lab.client.jobs.get(id)).toMatchObject({ holdOnFailure: 1_800 });
  await page.getByRole('menuitem', { name: 'Do not hold it' }).click();
  await page.getByRole('button', { name: 'Hold if it fails' }).waitFor();
  expect(await web.lab.client.jobs.get(id)).toMatchObject({ holdOnFailure: null });
  await web.lab.client.jobs.cancel(id);
  await page.close();
});

it('a person types at the console of a running job', async () => {
  const job = await web.submit({ hold: true, console: true }, 'a console');
  const page = await web.signedIn(`/jobs/${job}`);
  await page.getByRole('tab', { name: 'Console' }).click();
  const screen = page.locator('.xterm-rows');
  await screen.getByText('=>').first().waitFor();
  await page.getByText('Watching.').waitFor();
  await page.getByRole('button', { name: 'Take the keyboard' }).click();
  await page.getByText('You are typing.').waitFor();
  await page.keyboard.type('printenv bootcmd\n');
  await screen.getByText('heard: printenv bootcmd').waitFor();
  await page.getByRole('button', { name: 'Release the keyboard' }).click();
  await page.getByText('Watching.').waitFor();
  await page.close();
});
