// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../tools/browser.ts';
import { type OwnWebLab, startWebLab } from './lab.ts';

/** More than the six connections that a browser opens to one server. */
const TABS = 12;

let web: OwnWebLab;
beforeAll(async () => {
  web = await startWebLab();
  const { client, workerName } = web.lab;
  const dictionary = "{% extends 'qemu.jinja2' %}\n";
  for (const name of ['qemu-02', 'qemu-03']) {
    await client.devices.add({ name, deviceType: 'qemu', worker: workerName, dictionary });
    await client.devices.update(name, { health: 'good' });
  }
});
afterEach(() => web.cancelAll());
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

async function runningJobs(count: number): Promise<number[]> {
  const jobs: number[] = [];
  for (let n = 0; n < count; n++) jobs.push(await web.submit({ lines: 20, hold: true }, `held ${n}`));
  return jobs;
}

/** Tabs of one browser, as one person opens them. */
async function openTabs(context: BrowserContext, paths: string[]): Promise<Page[]> {
  const pages: Page[] = [];
  for (const path of paths) {
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    await page.goto(web.lab.url + path);
    pages.push(page);
  }
  return pages;
}

const banner = (page: Page) => page.getByText('The server does not answer.');

describe('many tabs of one browser', () => {
  it.each([
    ['a shared worker', ''],
    ['one tab for all', 'delete globalThis.SharedWorker;'],
  ])('all follow their jobs, by %s', async (_, script) => {
    const jobs = await runningJobs(3);
    const first = await web.newPage();
    const context = first.context();
    if (script) await context.addInitScript(script);
    await first.reload();
    await signIn(first, web.lab);
    const paths = Array.from({ length: TABS }, (_, n) => `/jobs/${jobs[n % jobs.length]}`);
    const pages = await openTabs(context, paths);
    for (const page of pages) await page.getByText('line 19', { exact: true }).waitFor();
    await openTabs(context, ['/devices']);
    for (const job of jobs) await web.lab.client.jobs.cancel(job);
    for (const page of pages) await page.getByText('Canceled', { exact: true }).first().waitFor();
    await context.close();
  });

  it('notice that another signs in, and show nothing of who was there before', async () => {
    const { client } = web.lab;
    await client.addUser({ username: 'bob', password: 'correct horse' });
    const mine = await web.signedIn('/users');
    await mine.getByRole('row', { name: /\bbob\b/ }).waitFor();
    const [other] = await openTabs(mine.context(), ['/jobs']);
    if (!other) throw new Error('there is no second tab');
    await other.getByRole('button', { name: web.lab.username }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await mine.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await signIn(other, { username: 'bob', password: 'correct horse' });
    await mine.getByRole('button', { name: 'bob' }).waitFor();
    expect(await mine.getByRole('row', { name: /\bbob\b/ }).count()).toBe(0);
    await mine.context().close();
  });
});

describe('a server', () => {
  it('that stops is shown as away, and what happened meanwhile is there when it is back', async () => {
    const [job = 0] = await runningJobs(1);
    const page = await web.signedIn(`/jobs/${job}`);
    await page.getByText('line 19', { exact: true }).waitFor();
    await web.lab.server.stop();
    await banner(page).waitFor();
    web.lab.server = await web.lab.startServer();
    await banner(page).waitFor({ state: 'detached' });
    await web.lab.client.jobs.cancel(job);
    await page.getByText('Canceled', { exact: true }).first().waitFor();
    await page.close();
  });

  it('that hangs is noticed, and clocks stop', async () => {
    const [job = 0] = await runningJobs(1);
    const page = await web.signedIn(`/jobs/${job}`);
    await page.getByText('line 19', { exact: true }).waitFor();
    process.kill(web.lab.server.pid, 'SIGSTOP');
    try {
      await banner(page).waitFor();
      const runs = page.locator('dt', { hasText: 'Runs for' }).locator('xpath=../dd');
      const before = await runs.textContent();
      await page.waitForTimeout(2_500);
      expect(await runs.textContent()).toBe(before);
    } finally {
      process.kill(web.lab.server.pid, 'SIGCONT');
    }
    await banner(page).waitFor({ state: 'detached' });
    await page.close();
  });

  it('that is upgraded asks for a reload, which gives the new pages', async () => {
    const page = await web.signedIn();
    await web.lab.server.stop();
    const index = join(web.pages, 'index.html');
    writeFileSync(index, readFileSync(index, 'utf8').replace('</title>', ' next</title>'));
    web.lab.server = await web.lab.startServer();
    await page.getByText('newer version of LAVA').waitFor();
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    expect(await page.getByText('newer version of LAVA').count()).toBe(0);
    await page.close();
  });
});
