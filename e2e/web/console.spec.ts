// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWebLab, type WebLab } from './lab.ts';

let web: WebLab;
beforeAll(async () => {
  web = await startWebLab();
});
afterAll(async () => {
  await web?.cancelAll();
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

it('a person types at the console of a running job', async () => {
  const job = await web.submit({ hold: true, console: true }, 'a console');
  const page = await web.signedIn();
  await page.goto(`${web.lab.url}/jobs/${job}`);
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
});
