// SPDX-License-Identifier: Apache-2.0
import { fingerprint, fromHex, makeKeys } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { CONTROL_LINK, LINK_TIMEOUT, MAX_FRAME } from '@lava/protocol/wire/messages.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Context } from 'zeromq';
import { clipboard, joinWebLab, type WebLab } from './lab.ts';

/** A worker that no job needs, and which has a device. */
const OTHER = 'racks-other';

let web: WebLab;
beforeAll(async () => {
  web = await joinWebLab('racks');
  const { workers, devices } = web.lab.client;
  await workers.add({ name: OTHER });
  await devices.add({ name: `${OTHER}-01`, deviceType: web.deviceType, worker: OTHER });
  await devices.update(`${OTHER}-01`, { health: 'good' });
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

describe('workers', () => {
  it('adds one and gives the command that joins it, once', async () => {
    const page = await web.signedIn('/workers');
    await page.getByRole('button', { name: 'Add a worker' }).click();
    await page.getByLabel('Name').fill('lab-9');
    await page.getByRole('button', { name: 'Add the worker' }).click();
    const command = await page.getByRole('dialog').locator('pre').textContent();
    expect(command).toMatch(/^echo 'lava-join:\/\/lab-9@\S+token=[0-9a-f]{64}' \| lava-slave join$/);
    await page.getByRole('button', { name: 'Copy the command' }).click();
    await page.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe(command);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /lab-9/ }).getByText('Not joined').waitFor();
    expect(await page.getByText('token=').count()).toBe(0);
    await page.close();
  });

  it('shows one that asks to join, and lets it in by its key', async () => {
    const { link } = await web.lab.client.system();
    const stranger = makeKeys();
    const knock = DealerSocket.connect(
      {
        context: new Context(),
        endpoint: `tcp://127.0.0.1:${link.controlPort}`,
        keys: stranger,
        serverKey: fromHex(link.key ?? ''),
        link: CONTROL_LINK,
        maxFrame: MAX_FRAME,
        timeout: LINK_TIMEOUT,
      },
      2_000,
    );
    await expect(knock).rejects.toThrow(fingerprint(stranger.publicKey));
    const page = await web.signedIn('/workers');
    await page.getByText('Asking to join').waitFor();
    await page.getByLabel(`Name of the worker with the key ${fingerprint(stranger.publicKey)}`).fill('lab-7');
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByRole('row', { name: /lab-7/ }).waitFor();
    await page.getByText('Asking to join').waitFor({ state: 'detached' });
    await page.close();
  });

  it('disables and enables one, and other pages see it immediately', async () => {
    const page = await web.signedIn('/workers');
    const other = await web.signedIn(`/workers/${OTHER}`);
    const theirs = other.getByRole('switch', { name: `${OTHER} takes jobs` });
    await theirs.waitFor();
    const mine = page.getByRole('switch', { name: `${OTHER} takes jobs` });
    await mine.click();
    await other.getByText('Disabled').waitFor();
    expect((await web.lab.client.workers.get(OTHER)).health).toBe('maintenance');
    await theirs.click();
    await page.getByRole('row', { name: OTHER }).getByText('Enabled').waitFor();
    expect((await web.lab.client.workers.get(OTHER)).health).toBe('active');
    await page.close();
    await other.close();
  });

  it('takes the devices of one offline in one action, and brings them back', async () => {
    const page = await web.signedIn(`/workers/${OTHER}`);
    await page.getByRole('button', { name: 'Take devices offline' }).click();
    await page.getByLabel('Reason').fill('new power supply');
    await page.getByRole('button', { name: 'Take offline' }).click();
    const back = page.getByRole('button', { name: /Bring devices back \(\d+\)/ });
    await back.waitFor();
    expect(await web.lab.client.devices.get(`${OTHER}-01`)).toMatchObject({
      health: 'maintenance',
      takenOffline: true,
    });
    await back.click();
    await back.waitFor({ state: 'detached' });
    expect(await web.lab.client.devices.get(`${OTHER}-01`)).toMatchObject({
      health: 'unknown',
      takenOffline: false,
    });
    await page.close();
  });
});

describe('the lab', () => {
  it('is on one page: what each board does, who waits, and what needs somebody', async () => {
    const { client } = web.lab;
    const job = await web.submit({ hold: true });
    await client.devices.update(`${OTHER}-01`, { health: 'bad' });
    const page = await web.signedIn('/lab');
    await page.getByRole('link', { name: `${OTHER}-01: Bad` }).waitFor();
    await page.getByRole('alert').getByText(`${OTHER}-01`).waitFor();
    await page
      .getByRole('alert')
      .getByText(/workers? (is|are) offline/)
      .waitFor();
    await page.getByRole('link', { name: `${web.device}: Running, job ${job}` }).click();
    await page.waitForURL(`**/jobs/${job}`);
    await page.goBack();
    const waiting = await web.submit({});
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: web.deviceType, exact: true }) });
    await row.getByRole('link', { name: '1', exact: true }).click();
    await page.getByRole('link', { name: String(waiting), exact: true }).waitFor();
    await client.devices.update(`${OTHER}-01`, { health: 'good' });
    await web.cancelAll();
    await page.close();
  });
});

describe('devices', () => {
  it('edits a dictionary with its history, and shows what it renders to', async () => {
    const page = await web.signedIn(`/devices/${web.device}`);
    await page.getByRole('tab', { name: 'Dictionary' }).click();
    const editor = page.getByLabel(`Dictionary of ${web.device}`);
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('{% set memory = 777 %}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Version 2 by').waitFor();
    expect((await web.lab.client.devices.dictionary.get(web.device)).text).toContain('memory = 777');
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText('+ {% set memory = 777 %}').waitFor();
    await page.getByRole('button', { name: /^Version 1/ }).click();
    await page.getByRole('button', { name: 'Open this version' }).click();
    await page.getByText('changed, not saved').waitFor();
    await page.getByRole('button', { name: 'Undo changes' }).click();
    await page.getByRole('tab', { name: 'Rendered' }).click();
    await page
      .getByLabel(`Rendered configuration of ${web.device}`)
      .getByText(`hostname: '${web.device}'`)
      .waitFor();
    expect(await web.lab.client.devices.rendered(web.device)).toContain('-m 777');
    await page.close();
  });

  it('has notes of people in its history', async () => {
    const page = await web.signedIn(`/devices/${web.device}?tab=history`);
    const note = page.getByLabel('Note');
    await note.fill('the red cable is loose');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'the red cable is loose' }).waitFor();
    expect(await note.inputValue()).toBe('');
    await page.close();
  });

  it('shows what is wrong with a dictionary and keeps the old one', async () => {
    const page = await web.signedIn(`/devices/${web.device}`);
    await page.getByRole('tab', { name: 'Dictionary' }).click();
    await page.getByLabel(`Dictionary of ${web.device}`).click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('{% if %}');
    await page.getByRole('button', { name: 'Save' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Not saved' });
    await alert.getByText(/^Line \d+/).waitFor();
    expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);
    expect((await web.lab.client.devices.dictionary.get(web.device)).text).not.toContain('if');
    await page.close();
  });

  it('puts one in maintenance, with the reason', async () => {
    const page = await web.signedIn(`/devices/${web.device}`);
    for (const health of ['Maintenance', 'Good']) {
      await page.getByRole('button', { name: 'Set health' }).click();
      await page.getByRole('menuitem', { name: health }).click();
      await page.getByLabel('Reason').fill('the power cable');
      await page.getByRole('button', { name: `Set to ${health}` }).click();
      await page.getByRole('main').getByText(health, { exact: true }).waitFor();
    }
    expect((await web.lab.client.devices.get(web.device)).health).toBe('good');
    await page.close();
  });

  it('checks the health of one, as often as its type says', async () => {
    const page = await web.signedIn(`/device-types/${web.deviceType}?tab=health-check`);
    await page.getByLabel(`Health check of ${web.deviceType}`).click();
    await page.keyboard.type('job_name: [');
    await page.getByLabel('Again after').fill('50');
    await page.getByRole('combobox', { name: 'of' }).click();
    await page.getByRole('option', { name: 'jobs' }).click();
    await page.getByRole('button', { name: 'Save frequency' }).click();
    await expect
      .poll(() => web.lab.client.deviceTypes.get(web.deviceType))
      .toMatchObject({ healthFrequency: 50, healthDenominator: 'jobs' });
    await page.getByRole('button', { name: 'Save frequency' }).and(page.locator(':enabled')).waitFor();
    await page.getByText('changed, not saved').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Not saved' }).waitFor();
    const job = await web.submit({});
    await web.finished(job);
    const definition = await web.lab.client.jobs.definition(job);
    await web.lab.client.deviceTypes.healthCheck.set(web.deviceType, definition);
    await page.goto(`${web.lab.url}/devices/${web.device}`);
    await page.getByRole('button', { name: 'Run health check' }).click();
    await page.getByRole('link', { name: /^job \d+$/ }).waitFor();
    await expect
      .poll(() => web.lab.client.devices.get(web.device), { timeout: 60_000 })
      .toMatchObject({ health: 'good', state: 'idle' });
    await web.lab.client.deviceTypes.healthCheck.set(web.deviceType, '');
    await page.close();
  });

  it('adds a device type and a device on it', async () => {
    const page = await web.signedIn('/device-types');
    await page.getByRole('button', { name: 'Add a device type' }).click();
    await page.getByLabel('Name').fill('my-board');
    await page.getByRole('button', { name: 'Add the device type' }).click();
    await page.getByRole('heading', { name: 'my-board' }).waitFor();
    await page.goto(`${web.lab.url}/devices`);
    await page.getByRole('button', { name: 'Add a device' }).click();
    await page.getByLabel('Name').fill('my-board-1');
    await page.getByRole('combobox', { name: 'Device type' }).click();
    await page.getByRole('option', { name: 'my-board' }).click();
    await page.getByRole('button', { name: 'Add the device' }).click();
    await page.getByRole('heading', { name: 'my-board-1' }).waitFor();
    await page.close();
  });
});
