// SPDX-License-Identifier: Apache-2.0
import { fingerprint, fromHex, makeKeys } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { CONTROL_LINK, LINK_TIMEOUT, MAX_FRAME } from '@lava/protocol/wire/messages.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Context } from 'zeromq';
import { clipboard, startWebLab, type WebLab } from './lab.ts';

let web: WebLab;
beforeAll(async () => {
  web = await startWebLab();
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

describe('workers', () => {
  it('adds one and gives the command that joins it, once', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/workers`);
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
    await page.context().close();
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
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/workers`);
    await page.getByText('Asking to join').waitFor();
    await page.getByLabel(`Name of the worker with the key ${fingerprint(stranger.publicKey)}`).fill('lab-7');
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByRole('row', { name: /lab-7/ }).waitFor();
    await page.getByText('Asking to join').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('disables and enables one, and other pages see it immediately', async () => {
    const name = web.lab.workerName;
    const page = await web.signedIn();
    const other = await web.signedIn();
    await page.goto(`${web.lab.url}/workers`);
    await other.goto(`${web.lab.url}/workers/${name}`);
    const theirs = other.getByRole('switch', { name: `${name} takes jobs` });
    await theirs.waitFor();
    const mine = page.getByRole('switch', { name: `${name} takes jobs` });
    await mine.click();
    await other.getByText('Disabled').waitFor();
    expect((await web.lab.client.workers.get(name)).health).toBe('maintenance');
    await theirs.click();
    await page.getByRole('row', { name }).getByText('Enabled').waitFor();
    expect((await web.lab.client.workers.get(name)).health).toBe('active');
    await page.context().close();
    await other.context().close();
  });

  it('takes the devices of one offline in one action, and brings them back', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/workers/${web.lab.workerName}`);
    await page.getByRole('button', { name: 'Take devices offline' }).click();
    await page.getByLabel('Reason').fill('new power supply');
    await page.getByRole('button', { name: 'Take offline' }).click();
    const back = page.getByRole('button', { name: /Bring devices back \(\d+\)/ });
    await back.waitFor();
    expect(await web.lab.client.devices.get('qemu-01')).toMatchObject({
      health: 'maintenance',
      takenOffline: true,
    });
    await back.click();
    await back.waitFor({ state: 'detached' });
    expect(await web.lab.client.devices.get('qemu-01')).toMatchObject({
      health: 'unknown',
      takenOffline: false,
    });
    await page.context().close();
  });
});

describe('devices', () => {
  it('edits a dictionary with its history, and shows what it renders to', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/devices/qemu-01`);
    await page.getByRole('tab', { name: 'Dictionary' }).click();
    const editor = page.getByLabel('Dictionary of qemu-01');
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('{% set memory = 777 %}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Version 2 by').waitFor();
    expect((await web.lab.client.devices.dictionary.get('qemu-01')).text).toContain('memory = 777');
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText('+ {% set memory = 777 %}').waitFor();
    await page.getByRole('button', { name: /^Version 1/ }).click();
    await page.getByRole('button', { name: 'Open this version' }).click();
    await page.getByText('changed, not saved').waitFor();
    await page.getByRole('button', { name: 'Undo changes' }).click();
    await page.getByRole('tab', { name: 'Rendered' }).click();
    await page.getByLabel('Rendered configuration of qemu-01').getByText("hostname: 'qemu-01'").waitFor();
    expect(await web.lab.client.devices.rendered('qemu-01')).toContain('-m 777');
    await page.context().close();
  });

  it('shows what is wrong with a dictionary and keeps the old one', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/devices/qemu-01`);
    await page.getByRole('tab', { name: 'Dictionary' }).click();
    await page.getByLabel('Dictionary of qemu-01').click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('{% if %}');
    await page.getByRole('button', { name: 'Save' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Not saved' });
    await alert.getByText(/^Line \d+/).waitFor();
    expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);
    expect((await web.lab.client.devices.dictionary.get('qemu-01')).text).not.toContain('if');
    await page.context().close();
  });

  it('puts one in maintenance, with the reason', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/devices/qemu-01`);
    for (const health of ['Maintenance', 'Good']) {
      await page.getByRole('button', { name: 'Set health' }).click();
      await page.getByRole('menuitem', { name: health }).click();
      await page.getByLabel('Reason').fill('the power cable');
      await page.getByRole('button', { name: `Set to ${health}` }).click();
      await page.getByRole('main').getByText(health, { exact: true }).waitFor();
    }
    expect((await web.lab.client.devices.get('qemu-01')).health).toBe('good');
    await page.context().close();
  });

  it('checks the health of one, as often as its type says', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/device-types/qemu?tab=health-check`);
    await page.getByLabel('Again after').fill('50');
    await page.getByRole('combobox', { name: 'of' }).click();
    await page.getByRole('option', { name: 'jobs' }).click();
    await page.getByRole('button', { name: 'Save frequency' }).click();
    await expect
      .poll(() => web.lab.client.deviceTypes.get('qemu'))
      .toMatchObject({ healthFrequency: 50, healthDenominator: 'jobs' });
    await page.getByLabel('Health check of qemu').click();
    await page.keyboard.type('job_name: [');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Not saved' }).waitFor();
    const job = await web.submit({});
    await web.finished(job);
    const definition = await web.lab.client.jobs.definition(job);
    await web.lab.client.deviceTypes.healthCheck.set('qemu', definition);
    await page.goto(`${web.lab.url}/devices/qemu-01`);
    await page.getByRole('button', { name: 'Run health check' }).click();
    await page.getByRole('link', { name: /^job \d+$/ }).waitFor();
    await expect
      .poll(() => web.lab.client.devices.get('qemu-01'), { timeout: 60_000 })
      .toMatchObject({ health: 'good', state: 'idle' });
    await web.lab.client.deviceTypes.healthCheck.set('qemu', '');
    await page.context().close();
  });

  it('adds a device type and a device on it', async () => {
    const page = await web.signedIn();
    await page.goto(`${web.lab.url}/device-types`);
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
    await page.context().close();
  });
});
