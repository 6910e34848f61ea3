// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnWebLab, startWebLab } from './lab.ts';

let web: OwnWebLab;
beforeAll(async () => {
  web = await startWebLab({ public_reading: true });
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

describe('an account', () => {
  it('is not needed to read public jobs where the server allows that, with the same pages and no actions', async () => {
    const id = await web.submit({ lines: 5 }, 'for everybody');
    await web.finished(id);
    const page = await web.newPage();
    await page.goto(`${web.lab.url}/jobs/${id}`);
    await page.getByText('line 4', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Resubmit', exact: true }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Submit', exact: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(web.lab.username);
    await page.getByLabel('Password', { exact: true }).fill(web.lab.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Resubmit', exact: true }).waitFor();
    expect(page.url()).toBe(`${web.lab.url}/jobs/${id}`);
    await page.context().close();
  });
});
