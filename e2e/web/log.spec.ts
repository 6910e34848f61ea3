// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../tools/browser.ts';
import { clipboard, type OwnWebLab, startWebLab } from './lab.ts';

let web: OwnWebLab;
beforeAll(async () => {
  web = await startWebLab();
});
afterEach(() => web.cancelAll());
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

/** The line as a reader sees it, without its gutter. */
function line(page: Page, number: number) {
  return page.locator(`[data-line="${number}"]`);
}

describe('the log', () => {
  it('appears live, with steps next to it that lead to their lines', async () => {
    const id = await web.submit({ lines: 500, last: 'the last words', hold: true });
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByText('the last words').waitFor();
    await page.getByRole('list', { name: 'Steps' }).getByText('tmpfs-deploy').click();
    await line(page, 1).getByText('start: 1 tmpfs-deploy').waitFor();
    expect(page.url()).toContain('#L1');
    await page.getByRole('button', { name: 'Follow' }).click();
    await web.lab.client.jobs.cancel(id);
    await page.getByText('lava/job: fail').waitFor();
    await page.close();
  });

  it('follows the end of a short log, whatever comes and goes next to it', async () => {
    const page = await web.signedIn();
    for (let attempt = 0; attempt < 4; attempt++) {
      const id = await web.submit({ lines: 20, hold: true, last: 'the last words' });
      await page.goto(`${web.lab.url}/jobs/${id}`);
      await page.getByText('the last words').waitFor();
      await page.getByRole('button', { name: 'Following' }).waitFor();
      await web.cancelAll();
      await web.finished(id);
    }
    await page.getByRole('region', { name: 'Lines of the log' }).hover();
    await page.mouse.wheel(0, -200);
    await page.getByRole('button', { name: 'End', exact: true }).waitFor();
    await page.close();
  });

  it('names facts of the device to an admin, and to nobody else', async () => {
    const id = await web.submit({ fact: 'pdu-7.lab.invalid', last: 'the last words' });
    await web.finished(id);
    const admin = await web.signedIn(`/jobs/${id}`);
    await admin.getByText('Calling: pdu pdu-7.lab.invalid').waitFor();
    await admin.getByRole('img', { name: 'Others see this line masked' }).waitFor();
    const account = { username: 'ann', password: 'correct horse battery' };
    await web.lab.client.addUser(account);
    const visitor = await web.newPage();
    await signIn(visitor, account);
    await visitor.goto(`${web.lab.url}/jobs/${id}`);
    await visitor.getByText('Calling: pdu <device>').waitFor();
    expect(await visitor.content()).not.toContain('pdu-7');
    await Promise.all([admin, visitor].map((page) => page.context().close()));
  });

  it('says that the server is away, and continues when it is back', async () => {
    const id = await web.submit({ lines: 20, hold: true, last: 'before the crash' });
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByText('before the crash').waitFor();
    await page.getByRole('button', { name: 'Following' }).waitFor();
    await web.lab.server.kill();
    await page.getByText('The connection is lost; reconnecting.').waitFor();
    web.lab.server = await web.lab.startServer();
    await web.lab.client.jobs.cancel(id);
    await page.getByText('lava/job: fail').waitFor();
    await page.getByText('The connection is lost').waitFor({ state: 'detached' });
    await page.getByText('Canceled', { exact: true }).waitFor();
    await page.close();
  });

  it('shows colours, names control characters, and takes nothing for HTML', async () => {
    const id = await web.submit({});
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByText('<b>bold & safe</b>').waitFor();
    const ok = page.getByText('OK', { exact: true });
    expect(await ok.getAttribute('style')).toContain('--ansi-2');
    await page.getByText('<U+202E>').waitFor();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await page.close();
  });

  it('can be read where the page will show it, before the code of the page is here', async () => {
    const page = await web.signedIn();
    const id = await web.submit({ lines: 2000 });
    await web.finished(id);
    for (const [hash, number] of [
      ['', 20],
      ['#L1500', 1505],
    ] as const) {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/assets/app-*.js', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto('about:blank');
      await page.goto(`${web.lab.url}/jobs/${id}${hash}`, { waitUntil: 'commit' });
      const outlined = page.locator(`#outline [data-line="${number}"] .text`);
      await outlined.waitFor();
      const early = { text: await outlined.textContent(), place: await outlined.boundingBox() };
      release();
      const shown = page.locator(`#root [data-line="${number}"] > :last-child`);
      await shown.waitFor();
      const place = await shown.boundingBox();
      expect(await page.locator('#outline').count()).toBe(0);
      expect(early.text).toBe(await shown.textContent());
      expect(Math.abs((early.place?.x ?? 0) - (place?.x ?? 0))).toBeLessThan(4);
      expect(Math.abs((early.place?.y ?? 0) - (place?.y ?? 0))).toBeLessThan(4);
      await page.unroute('**/assets/app-*.js');
    }
    await page.close();
  });

  it('links to a line and to a range, and selects with the mouse', async () => {
    const id = await web.submit({ lines: 2000 });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}#L1500-L1502`);
    await line(page, 1501).waitFor();
    expect(await page.locator('[data-selected]').count()).toBe(3);
    await page.getByRole('link', { name: 'Line 1495' }).click();
    await page.getByRole('link', { name: 'Line 1498' }).click({ modifiers: ['Shift'] });
    expect(page.url()).toMatch(/#L1495-L1498$/);
    await page.getByRole('button', { name: 'Copy text' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await clipboard(page);
    expect(copied.split('\n')).toHaveLength(4);
    expect(copied).toMatch(/^line \d+\nline \d+/);
    await page.close();
  });

  it('filters by level and remembers it, wraps, and downloads', async () => {
    const id = await web.submit({ lines: 50 });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByText('line 0', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'All levels' }).click();
    await page.getByRole('button', { name: 'Problems' }).click();
    await page.getByText('line 0', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('the prompt is a little unspecific').waitFor();
    await page.reload();
    await page.getByText(/lines hidden by their level/).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the log' }).click();
    expect((await download).url()).toContain(`/jobs/${id}/log.yaml`);
    await page.close();
  });

  it('folds the lines of steps, and unfolds what a link or a search leads to', async () => {
    const id = await web.submit({ lines: 60 });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    const fold = page.getByRole('button', { name: 'Lines of step 3' });
    await fold.click();
    await page.getByText('line 5', { exact: true }).waitFor({ state: 'detached' });
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
    await page.getByRole('button', { name: 'Fold all steps' }).click();
    await page.getByRole('button', { name: 'Fold all steps', pressed: false }).waitFor();
    await page.getByRole('button', { name: 'Fold all steps' }).click();
    await page.getByText('downloading http').waitFor({ state: 'detached' });
    await page.getByLabel('Search in the log').fill('line 59');
    await page.locator('mark').getByText('line 59').waitFor();
    await page.getByRole('list', { name: 'Steps' }).getByText('http-download').click();
    await page.getByText('downloading http').waitFor();
    await page.close();
  });

  it('gets the room of the header while it is read, and dims the steps that took no time', async () => {
    const id = await web.submit({ lines: 300 });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    const details = page.getByRole('button', { name: 'Details of the job above the log' });
    const step = (name: string) =>
      page.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name });
    await step('http-download').and(page.locator('[data-instant]')).waitFor();
    expect(await step('lava-test-retry').getAttribute('data-instant')).toBeNull();
    expect(await details.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('region', { name: 'Lines of the log' }).focus();
    await page.keyboard.press('End');
    await details.and(page.locator('[aria-expanded="false"]')).waitFor();
    await page.keyboard.press('Home');
    await details.and(page.locator('[aria-expanded="true"]')).waitFor();
    await page.close();
  });

  it('links addresses and files of the job, and opens as plain text', async () => {
    const id = await web.submit({ last: 'saved as /var/tmp/kernel' });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    const address = 'http://127.0.0.1/kernel';
    const links = page.getByRole('region', { name: 'Lines of the log' }).getByRole('link');
    expect(await links.getByText(address).getAttribute('href')).toBe(address);
    expect(await links.getByText('kernel', { exact: true }).getAttribute('href')).toBe(address);
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Plain text of the log' }).click();
    const text = await (await opened).locator('body').textContent();
    expect(text ?? '').toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z info {6}start: 1 tmpfs-deploy$/m);
    expect(text).toContain('0_smoke/speed/copy: fail  123456789.123456789 MB/s');
    await page.context().close();
  });

  it('goes to the line of an address while it is searched', async () => {
    const id = await web.submit({ lines: 100_000 });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    await line(page, 1).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('line');
    await page.getByText(/of \d+,\d+\+?$/).waitFor();
    await page.evaluate("location.hash = '#L55000-L55010'");
    await line(page, 55_000).waitFor();
    await line(page, 55_010)
      .getByText(/^line \d+$/)
      .waitFor();
    // The next match from there, although the first ones are far above.
    await page.getByLabel('Search in the log').fill('line 6');
    await page.getByText('line 60000', { exact: true }).waitFor();
    await page.close();
  });

  it('holds a million lines: first paint, the end, search, and a link into the middle', async () => {
    const lines = 1_000_000;
    const id = await web.submit({ lines, last: 'a needle in it' });
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    await line(page, 1).getByText('start: 1').waitFor();
    await page.getByRole('button', { name: 'End' }).click();
    await page.getByText('lava/job: pass').waitFor();
    expect(await page.locator('[data-line]').count()).toBeLessThan(100);
    await page.getByText(/lines loaded/).waitFor({ state: 'detached', timeout: 180_000 });

    await page.getByLabel('Search in the log').fill('NEEDLE');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    await page.locator('mark').getByText('needle').waitFor();
    await page.getByLabel('Search in the log').fill('line 77777');
    await page.getByText(/of 11$/).waitFor();
    await page.getByRole('button', { name: 'Next match' }).click();
    await page.getByLabel('Search in the log').fill('');

    await page.getByRole('region', { name: 'Lines of the log' }).focus();
    await page.keyboard.press('Home');
    await line(page, 1).waitFor();
    await page.keyboard.press('PageDown');
    await line(page, 40).waitFor();
    await page.goto(`${web.lab.url}/jobs/${id}#L654321`);
    await page.reload();
    await line(page, 654_321)
      .getByText(/line \d+/)
      .waitFor();
    await page.close();
  });
});
