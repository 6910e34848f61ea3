// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { joinWebLab, type WebLab } from './lab.ts';

let web: WebLab;
let page: Page;
beforeAll(async () => {
  web = await joinWebLab('listed');
  page = await web.signedIn();
});
afterEach(() => web.cancelAll());
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

const open = (path: string) => page.goto(web.lab.url + path);
const search = () => new URL(page.url()).searchParams;
const rows = () => page.getByRole('table').getByRole('row');

describe('the address of a list', () => {
  it('holds filters and order, through a reload, back and forward, and a link to the whole list', async () => {
    await web.finished(await web.submit({}, 'first of the filtered'));
    await open('/jobs');
    await page.getByRole('button', { name: /^Complete/ }).click();
    await page.waitForURL(/health=complete/);
    await page.getByRole('columnheader', { name: 'Job' }).getByRole('button').click();
    await page.waitForURL(/sort=id/);
    const text = page.getByLabel('Search in descriptions');
    await text.fill('of the filtered');
    await page.waitForURL(/search=of/);
    await page.reload();
    await page.getByRole('row', { name: /first of the filtered/ }).waitFor();
    expect(await text.inputValue()).toBe('of the filtered');
    expect(await page.getByRole('button', { name: /^Complete/ }).getAttribute('aria-pressed')).toBe('true');
    const heading = page.getByRole('columnheader', { name: 'Job' });
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has('sort'));
    await page.goForward();
    await page.waitForURL(/sort=id/);
    await expect.poll(() => text.inputValue()).toBe('of the filtered');
    await page.getByRole('link', { name: 'LAVA' }).first().click();
    await page.waitForURL((url) => url.search === '');
    await expect.poll(() => text.inputValue()).toBe('');
  });

  it('holds a filter of several conditions, whose keys and values are offered', async () => {
    const id = await web.submit({ lines: 1 }, 'found by its case');
    await web.finished(id);
    await open('/jobs');
    const box = page.getByRole('combobox', { name: 'Filter by conditions' });
    await box.fill('ca');
    await page.getByRole('option', { name: /^case:/ }).click();
    await box.fill('case:copy result:fa');
    await page.getByRole('option', { name: 'fail' }).click();
    expect(await box.inputValue()).toBe('case:copy result:fail ');
    await box.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('filter') === 'case:copy result:fail');
    await page.getByRole('row', { name: /found by its case/ }).waitFor();
    await box.fill('case:copy result:pass');
    await box.press('Enter');
    await page.getByText('No job matches these filters').waitFor();
    await box.fill('typ:listed');
    await page.getByText('Column 1: there is no key typ: did you mean type:?').waitFor();
  });

  it('is saved under a name that others find', async () => {
    await open('/jobs?filter=case:copy');
    await page.getByRole('button', { name: 'Queries' }).click();
    await page.getByRole('menuitem', { name: 'Save this filter' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('speed of copies');
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await open('/jobs');
    await page.getByRole('button', { name: 'Queries' }).click();
    await page.getByRole('menuitem', { name: /speed of copies/ }).click();
    await page.waitForURL((url) => url.searchParams.get('filter') === 'case:copy');
  });

  it('may be nonsense: that is dropped', async () => {
    await open('/jobs?state=nonsense&sort=nonsense&health=complete,nonsense&search=of+the+filtered');
    await page.getByRole('row', { name: /first of the filtered/ }).waitFor();
  });

  it('says what devices a worker page shows, next to its tab', async () => {
    await open(`/workers/${web.lab.workerName}`);
    await page.getByLabel('Search devices').fill('nothing like it');
    await page.getByText('No device matches these filters').waitFor();
    await page.reload();
    await page.getByText('No device matches these filters').waitFor();
  });
});

describe('the columns of a list', () => {
  it('are chosen, and stay so in this browser', async () => {
    await open('/jobs');
    const header = (name: string) => page.getByRole('columnheader', { name, exact: true });
    await header('Tests').waitFor();
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitem', { name: 'Tests, shown' }).click();
    await page.getByRole('menuitem', { name: 'Worker, hidden' }).click();
    await header('Tests').waitFor({ state: 'detached' });
    await page.reload();
    await header('Worker').waitFor();
    expect(await header('Tests').count()).toBe(0);
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitem', { name: 'As it was' }).click();
    await header('Tests').waitFor();
    expect(await header('Worker').count()).toBe(0);
  });
});

describe('many jobs', () => {
  it('are chosen with the shift key and canceled; the report says of each that was refused why', async () => {
    const ids: number[] = [];
    for (const name of ['bulk a', 'bulk b', 'bulk c']) ids.push(await web.submit({ hold: true }, name));
    const refused = `**/api/v1/jobs/${ids[1]}/cancel`;
    const body = { code: 'conflict', kind: 'job', message: 'somebody else was faster' };
    await page.route(refused, (route) => route.fulfill({ status: 409, json: body }));
    await open('/jobs?search=bulk');
    await page.getByLabel(`Choose job ${ids[2]}`).click();
    await page.getByLabel(`Choose job ${ids[0]}`).click({ modifiers: ['Shift'] });
    await page.getByText('3 jobs chosen').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel them' }).click();
    const report = page.getByRole('dialog');
    await report.getByText('2 jobs canceled, 1 refused').waitFor();
    await report.getByRole('listitem').getByText(`job ${ids[1]}: somebody else was faster`).waitFor();
    await report.getByRole('button', { name: 'Close', exact: true }).click();
    await page.unroute(refused);
    await page
      .getByRole('row', { name: /bulk a/ })
      .getByText('Canceled', { exact: true })
      .waitFor();
    expect((await web.lab.client.jobs.get(ids[1] ?? 0)).health).toBe('unknown');
  });

  it('are a file: what is filtered, in the columns shown, and no formula for a spreadsheet', async () => {
    const id = await web.submit({}, '=HYPERLINK("http://x","a, b")');
    await web.finished(id);
    await open('/jobs?search=HYPERLINK');
    await rows().nth(1).waitFor();
    await page.getByRole('button', { name: 'View' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('jobs.csv');
    const [head, line, ...rest] = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(head).toBe('\uFEFFStatus,Job,Description,Tests,Device,Submitted,By,Duration');
    expect(line).toMatch(
      new RegExp(
        `^Complete,${id},"'=HYPERLINK\\(""http://x"",""a, b""\\)","1 pass, 1 fail, 0 skip, 0 unknown",`,
      ),
    );
    expect(rest).toEqual(['']);
  });
});

describe('many devices', () => {
  it('remove what was never used, and say why the rest stays', async () => {
    const { devices } = web.lab.client;
    await web.finished(await web.submit({}));
    await devices.add({ name: 'spare-01', deviceType: web.deviceType });
    await open('/devices');
    for (const name of ['spare-01', web.device]) await page.getByLabel(`Choose device ${name}`).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Only devices that have run no jobs can be removed').waitFor();
    await page.getByRole('button', { name: 'Remove them' }).click();
    const report = page.getByRole('dialog');
    await report.getByText('1 device removed, 1 refused').waitFor();
    await report
      .getByRole('listitem')
      .getByText(new RegExp(`^device ${web.device}: `))
      .waitFor();
    await report.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('row', { name: /spare-01/ }).waitFor({ state: 'detached' });
    expect((await devices.list({})).items.map(({ name }) => name)).not.toContain('spare-01');
  });
});

describe('the history', () => {
  it('says who did what and why, of the lab and of each thing', async () => {
    await web.lab.client.devices.update(web.device, { health: 'bad', reason: 'the power supply is dead' });
    await web.lab.client.devices.update(web.device, { health: 'good', reason: 'a new one' });
    await open('/history?kind=device&action=health');
    const row = page.getByRole('row', { name: /the power supply is dead/ });
    for (const text of [web.lab.username, 'good → bad']) await row.getByText(text).waitFor();
    await row.getByRole('link', { name: web.device }).click();
    await page.getByRole('tab', { name: 'History' }).click();
    await page
      .getByRole('row', { name: /a new one/ })
      .getByText('bad → good')
      .waitFor();
    expect(search().get('tab')).toBe('history');
  });
});

describe('rights', () => {
  it('decide what is offered: nothing that would be refused', async () => {
    await web.lab.client.addUser({ username: 'listed-bob', password: 'long enough' });
    const id = await web.submit({ hold: true }, 'not of bob');
    const his = await web.newPage();
    await his.getByLabel('User name').fill('listed-bob');
    await his.getByLabel('Password', { exact: true }).fill('long enough');
    await his.getByRole('button', { name: 'Sign in' }).click();
    await his.getByLabel(`Choose job ${id}`).click();
    const cancel = his.getByRole('button', { name: 'Cancel', exact: true });
    expect(await cancel.getAttribute('aria-disabled')).toBe('true');
    await cancel.hover();
    await his.getByText('Not possible for any of these').waitFor();
    await his.goto(`${web.lab.url}/devices`);
    await his.getByRole('row', { name: web.device }).waitFor();
    for (const name of ['Add a device', 'Set health'])
      expect(await his.getByRole('button', { name }).count()).toBe(0);
    expect(await his.getByRole('checkbox').count()).toBe(0);
    await his.goto(`${web.lab.url}/devices/${web.device}`);
    await his.getByRole('tab', { name: 'History' }).waitFor();
    for (const name of ['Dictionary', 'Rendered'])
      expect(await his.getByRole('tab', { name }).count()).toBe(0);
    expect(await his.getByRole('button', { name: 'Settings' }).count()).toBe(0);
    await his.context().close();
  });
});

describe('a form', () => {
  it('shows what is wrong at the field, before and after it is sent', async () => {
    await open('/devices');
    await page.getByRole('button', { name: 'Add a device' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('not a name');
    await form.getByRole('button', { name: 'Add the device' }).click();
    await form.getByText('letters, digits and _ . @ + - only').waitFor();
    await form.getByText('Required', { exact: true }).waitFor();
    expect(await form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Name').fill(web.device);
    await form.getByRole('combobox', { name: 'Device type' }).click();
    await page.getByRole('option', { name: web.deviceType }).click();
    await form.getByRole('button', { name: 'Add the device' }).click();
    await form.getByRole('alert').getByText(`there is a device ${web.device} already`).waitFor();
    await page.route('**/api/v1/devices', (route) =>
      route.fulfill({
        status: 400,
        json: {
          ...{ code: 'request-invalid', kind: 'job', message: 'the request is wrong' },
          problems: [{ message: 'no tag like this', where: { path: ['tags', 0] } }],
        },
      }),
    );
    await form.getByRole('button', { name: 'Add the device' }).click();
    await form.getByText('no tag like this').waitFor();
    expect(await form.getByRole('alert').count()).toBe(0);
    await page.unroute('**/api/v1/devices');
  });
});
