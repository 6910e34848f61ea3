// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import type { Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousProblems } from './axe.ts';
import { type OwnWebLab, startWebLab } from './lab.ts';

let web: OwnWebLab;
let page: Page;
beforeAll(async () => {
  web = await startWebLab();
  page = await web.signedIn();
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

const DEVICES = '**/api/v1/devices?**';
const open = (path: string) => page.goto(web.lab.url + path);

function board(number: number): Device {
  return {
    name: `board-${String(number).padStart(5, '0')}`,
    ...{ deviceType: 'qemu', worker: null, state: 'idle', health: 'good', description: '', tags: [] },
    ...{
      currentJob: null,
      hasDictionary: true,
      exclusive: false,
      healthCheck: null,
      disableHealthCheck: false,
      quarantine: null,
      lastHealthCheck: null,
      takenOffline: false,
      revision: null,
      owner: null,
      ownerGroup: null,
      may: ['update'],
    },
  };
}

/** A server with so many devices; returns how many pages it was asked for. */
async function serve(count: number): Promise<{ pages: () => number }> {
  let pages = 0;
  await page.route(DEVICES, (route: Route) => {
    const query = new URL(route.request().url()).searchParams;
    const first = Number(query.get('after') ?? 0);
    const end = Math.min(count, first + Number(query.get('limit')));
    const items = Array.from({ length: end - first }, (_, index) => board(first + index));
    pages++;
    return route.fulfill({ json: { items, next: end < count ? String(end) : null } });
  });
  return { pages: () => pages };
}

describe('ten thousand rows', () => {
  it('are all reached by scrolling, with few of them in the page at a time', async () => {
    const { pages } = await serve(10_000);
    await open('/devices');
    await page.getByRole('row', { name: /board-00000/ }).waitFor();
    const rows = page.getByRole('table').locator('tbody tr');
    let most = 0;
    await expect
      .poll(
        async () => {
          await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
          most = Math.max(most, await rows.count());
          return rows
            .getByRole('link', { name: /^board-/ })
            .last()
            .textContent();
        },
        { timeout: 300_000, interval: 20 },
      )
      .toBe('board-09999');
    expect(most).toBeLessThan(120);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001');
    const asked = pages();
    expect(asked).toBeGreaterThanOrEqual(51);
    // A change of one device does not read ten thousand again.
    await web.lab.client.devices.update('qemu-01', { description: 'changed' });
    await expect.poll(pages).toBeGreaterThan(asked);
    await page.getByRole('row', { name: /board-09999/ }).waitFor();
    expect(pages() - asked).toBeLessThan(12);
    await page.unroute(DEVICES);
  }, 400_000);
});

/** The page may also have tried by itself, since something in the lab changed. @param message goes when it comes */
async function triedAgain(message: Locator): Promise<void> {
  const button = page.getByRole('button', { name: 'Try again' });
  const gone = async () => {
    if (await button.isVisible()) await button.click({ timeout: 1_000 }).catch(() => undefined);
    return message.count();
  };
  await expect.poll(gone, { timeout: 45_000, interval: 500 }).toBe(0);
}

describe('a list that the server does not give', () => {
  const refuse = { code: 'bug', kind: 'bug', message: 'the server has stumbled' };

  it('says so, and is tried again when somebody asks', async () => {
    await page.route(DEVICES, (route) => route.fulfill({ status: 500, json: refuse }));
    await open('/devices');
    await page.getByRole('alert').getByText('the server has stumbled').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.unroute(DEVICES);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row', { name: /qemu-01/ }).waitFor();
  });

  it('stays on the page as it was, which is said, until it comes again', async () => {
    await open('/devices');
    await page.getByRole('row', { name: /qemu-01/ }).waitFor();
    await page.route(DEVICES, (route) => route.fulfill({ status: 500, json: refuse }));
    await web.lab.client.devices.update('qemu-01', { description: 'stale' });
    await page.getByText(/^As it was at \d\d:\d\d:\d\d/).waitFor();
    await page.getByRole('row', { name: /qemu-01/ }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.unroute(DEVICES);
    await triedAgain(page.getByText(/^As it was at/));
  });

  it('keeps what is there when the next page does not come', async () => {
    await page.route(DEVICES, (route) => {
      if (route.request().url().includes('after=')) return route.fulfill({ status: 500, json: refuse });
      const items = Array.from({ length: 50 }, (_, index) => board(index));
      return route.fulfill({ json: { items, next: '50' } });
    });
    await open('/devices');
    await page.getByRole('row', { name: /board-00003/ }).waitFor();
    await page.getByText('the server has stumbled').waitFor();
    await page.unroute(DEVICES);
    await triedAgain(page.getByText('the server has stumbled'));
  });
});

describe('every state of a list', () => {
  it.each([
    ['nothing at all', '/devices?search=nothing-like-it', 'No device matches these filters'],
    ['rows', '/devices', 'qemu-01'],
  ])('has no serious problem for people who see or hear it otherwise: %s', async (_, path, text) => {
    await open(path);
    await page.getByText(text).first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  it('nor when rows are chosen, the menu is open, or a question is asked', async () => {
    await open('/devices');
    await page.getByLabel('Choose device qemu-01').click();
    await page.getByText('1 device chosen').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitem', { name: 'Download as CSV' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Set health' }).click();
    await page.getByRole('dialog').getByLabel('Reason').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });
});
