// SPDX-License-Identifier: Apache-2.0
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../tools/browser.ts';
import { joinWebLab, type WebLab } from './lab.ts';

let web: WebLab;
beforeAll(async () => {
  web = await joinWebLab('given');
});
afterAll(() => web?.close());

describe('signing in', () => {
  it('refuses a wrong password in place, takes the right one, and shows the page that was asked for', async () => {
    const page = await web.newPage();
    await page.goto(`${web.lab.url}/devices`);
    await page.getByLabel('User name').fill(web.lab.username);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Required').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(web.lab.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    expect(page.url()).toBe(`${web.lab.url}/devices`);
    await page.getByRole('button', { name: web.lab.username }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await page.context().close();
  });

  it('has a password that its owner changes, with what is wrong at its field', async () => {
    await web.lab.client.addUser({ username: 'carl', password: 'first password' });
    const page = await web.newPage();
    await signIn(page, { username: 'carl', password: 'first password' });
    await page.goto(`${web.lab.url}/account`);
    await page.getByLabel('Current password').fill('guessed');
    await page.getByLabel('New password').fill('second password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('is not your current password').waitFor();
    await page.getByLabel('Current password').fill('first password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await page.context().close();
  });

  it('gets a password by a link that an admin sends, once', async () => {
    const admin = await web.newPage();
    await signIn(admin, web.lab);
    await admin.goto(`${web.lab.url}/users`);
    await admin.getByRole('button', { name: 'Add a user' }).click();
    await admin.getByLabel('User name').fill('emma');
    await admin.getByRole('button', { name: 'Add the user' }).click();
    const link = await admin.getByText(`${web.lab.url}/password#`).textContent();
    const page = await web.newPage();
    await page.goto(link ?? '');
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await page.getByLabel('New password').fill('long enough');
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await page.getByRole('button', { name: 'emma' }).waitFor();
    const again = await web.newPage();
    await again.goto(link ?? '');
    await again.getByLabel('New password').fill('of somebody else');
    await again.getByRole('button', { name: 'Set the password and sign in' }).click();
    await again.getByText('this link was used before').waitFor();
    for (const each of [admin, page, again]) await each.context().close();
  });

  it('shows its sessions, and ends one from another browser', async () => {
    await web.lab.client.addUser({ username: 'dora', password: 'first password' });
    const account = { username: 'dora', password: 'first password' };
    const [desk, sofa] = [await web.newPage(), await web.newPage()];
    for (const page of [desk, sofa]) await signIn(page, account);
    await desk.goto(`${web.lab.url}/account`);
    const sessions = desk.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await sessions.getByText('this browser').waitFor();
    expect(await sessions.count()).toBe(2);
    await sessions.getByRole('button', { name: 'Sign out of Chrome on Linux' }).click();
    await sessions.getByRole('button').waitFor({ state: 'detached' });
    await sofa.reload();
    await sofa.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await desk.reload();
    await sessions.getByText('this browser').waitFor();
    await Promise.all([desk, sofa].map((page) => page.context().close()));
  });

  it('makes a token that works, shows it once, and deletes it', async () => {
    const page = await web.signedIn('/tokens');
    await page.getByLabel('What is it for?').fill('CI');
    await page.getByRole('button', { name: 'Create a token' }).click();
    const token = (await page.getByRole('alert').locator('code').textContent()) ?? '';
    const answer = await fetch(`${web.lab.url}/api/v1/session`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({ user: { username: web.lab.username } });
    await page.reload();
    const row = page.getByRole('row', { name: /\bCI\b/ });
    expect(await page.getByText(token).count()).toBe(0);
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the token' }).click();
    await row.waitFor({ state: 'detached' });
    await page.close();
  });

  it('is notified of jobs that end, until the subscription is deleted', async () => {
    const page = await web.signedIn('/account');
    await page.getByRole('combobox', { name: 'How' }).click();
    await page.getByRole('option', { name: 'signed web hook' }).click();
    await page.getByLabel('Name of the subscription').fill('nightly');
    await page.getByLabel('Which jobs').fill('helth:incomplete');
    await page.getByLabel('Address').fill('https://hooks.example.org/lava');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByText('did you mean health:?').waitFor();
    await page.getByLabel('Which jobs').fill('health:incomplete');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByText('shown once').waitFor();
    const row = page.getByRole('row', { name: /nightly.*health:incomplete/ });
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the subscription' }).click();
    await row.waitFor({ state: 'detached' });
    await page.close();
  });

  it('is linked with somebody of a provider by an admin, sees that, and is unlinked', async () => {
    const account = { username: 'lena', password: 'correct horse' };
    await web.lab.client.addUser(account);
    const admin = await web.signedIn('/users?search=lena');
    await admin.getByRole('link', { name: 'lena' }).click();
    await admin.getByRole('heading', { name: 'lena' }).waitFor();
    await admin.getByRole('button', { name: 'Link', exact: true }).click();
    await admin.getByText('Required', { exact: true }).waitFor();
    await admin.getByLabel('Number there').fill('https://id.example.org#248');
    await admin.getByRole('button', { name: 'Link', exact: true }).click();
    const linked = (page: typeof admin) => page.getByRole('list', { name: 'Linked identities' });
    await linked(admin).getByText('https://id.example.org#248').waitFor();
    const hers = await web.newPage();
    await signIn(hers, account);
    await hers.goto(`${web.lab.url}/account`);
    await linked(hers).getByText('OpenID Connect').waitFor();
    await admin.getByRole('button', { name: 'Unlink' }).click();
    await admin.getByRole('button', { name: 'Unlink it' }).click();
    await admin.getByText('None: only a password').waitFor();
    await hers.reload();
    await hers.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await admin.close();
    await hers.context().close();
  });

  it('gets a second factor, signs in with a code of it, and without it when an admin has removed it', async () => {
    const account = { username: 'fred', password: 'correct horse' };
    await web.lab.client.addUser(account);
    const page = await web.newPage();
    await signIn(page, account);
    await page.goto(`${web.lab.url}/account`);
    await page.getByRole('button', { name: 'Set up a second factor' }).click();
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    const shown = await page.getByText(/^[A-Z2-7]{32}$/).textContent();
    const secret = Secret.fromBase32(shown ?? '');
    await page.getByLabel('Code', { exact: true }).fill('12345');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').getByText('the code is wrong').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(TOTP.generate({ secret }));
    await page.getByRole('button', { name: 'Confirm' }).click();
    const codes = await page.getByText(/^\w{4}-\w{4}-\w{4}-\w{4}/).textContent();
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByText('Recovery codes left: 10').waitFor();

    const other = await web.newPage();
    await other.getByLabel('User name').fill(account.username);
    await other.getByLabel('Password', { exact: true }).fill(account.password);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByLabel('Code', { exact: true }).fill(codes?.split('\n')[0] ?? '');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Jobs' }).waitFor();

    const admin = await web.signedIn('/users/fred');
    await admin.getByRole('button', { name: 'Remove the second factor' }).click();
    await admin.getByRole('button', { name: 'Remove it' }).click();
    await admin.getByRole('button', { name: 'Remove the second factor' }).waitFor({ state: 'detached' });
    await other.goto(`${web.lab.url}/jobs`);
    await other.getByRole('heading', { name: 'Sign in to LAVA' }).waitFor();
    await signIn(other, account);
    await admin.close();
    for (const each of [page, other]) await each.context().close();
  });

  it('lets an admin add a user, who can then sign in, and deactivate them', async () => {
    const page = await web.signedIn('/users');
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('User name').fill('ann');
    await page.getByLabel(/^Password/).fill('correct horse');
    await page.getByRole('button', { name: 'Add the user' }).click();
    await page.getByText('ann can sign in now').waitFor();
    await page.getByRole('row', { name: /\bann\b/ }).waitFor();

    const hers = await web.newPage();
    await hers.getByLabel('User name').fill('ann');
    await hers.getByLabel('Password', { exact: true }).fill('correct horse');
    await hers.getByRole('button', { name: 'Sign in' }).click();
    await hers.getByRole('heading', { name: 'Jobs' }).waitFor();
    await hers.goto(`${web.lab.url}/workers`);
    await hers.getByRole('heading', { name: 'Workers' }).waitFor();
    expect(await hers.getByRole('button', { name: 'Add a worker' }).count()).toBe(0);

    await page.getByLabel(/^Choose .*\bann$/).click();
    await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Deactivate them' }).click();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('row', { name: /\bann\b.*Deactivated/ }).waitFor();
    await hers.goto(`${web.lab.url}/jobs`);
    await hers.getByRole('button', { name: 'Sign in' }).waitFor();
    await Promise.all([page, hers].map((each) => each.context().close()));
  });

  it('lets an admin make a group and give it a device, which nobody else sees until that is revoked', async () => {
    for (const username of ['gita', 'henk'])
      await web.lab.client.addUser({ username, password: 'correct horse' });
    const page = await web.signedIn('/groups');
    await page.getByRole('button', { name: 'Add a group' }).click();
    await page.getByLabel('Name').fill('boot');
    await page.getByRole('combobox', { name: 'Members' }).fill('gita');
    await page.getByRole('combobox', { name: 'Members' }).press('Enter');
    await page.getByRole('button', { name: 'Add the group' }).click();
    await page.getByRole('row', { name: /\bboot\b.*\bgita\b/ }).waitFor();

    const device = `${web.lab.url}/devices/${web.device}`;
    await page.goto(`${device}?tab=permissions`);
    await page.getByRole('combobox', { name: 'Name of the group' }).fill('boo');
    await page.getByRole('option', { name: 'boot' }).click();
    await page.getByRole('button', { name: 'Give', exact: true }).click();
    await page.getByRole('row', { name: /group boot.*view/ }).waitFor();
    const [hers, his] = [await web.newPage(), await web.newPage()];
    await signIn(hers, { username: 'gita', password: 'correct horse' });
    await signIn(his, { username: 'henk', password: 'correct horse' });
    for (const theirs of [hers, his]) await theirs.goto(device);
    await hers.getByRole('tab', { name: 'Jobs' }).waitFor();
    expect(await hers.getByRole('tab', { name: 'Permissions' }).count()).toBe(0);
    await his.getByText(`there is no device ${web.device}`).waitFor();

    await page.getByLabel(/^Choose permission/).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke them' }).click();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('its device type decides').waitFor();
    await his.reload();
    await his.getByRole('tab', { name: 'Jobs' }).waitFor();
    await Promise.all([page, hers, his].map((each) => each.context().close()));
  });
});
