// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipboard, joinWebLab, type WebLab } from './lab.ts';

let web: WebLab;
beforeAll(async () => {
  web = await joinWebLab('ordered');
});
afterAll(async () => {
  await web?.close();
  expect(web?.complaints).toEqual([]);
});

describe('submitting', () => {
  it('shows a typo at its line, and submits when it is corrected', async () => {
    const page = await web.signedIn();
    await page.getByRole('link', { name: 'Submit a job' }).click();
    const text = web.definition('typed in the browser', {}).replace('timeouts:', 'timeout:');
    await page.getByLabel('Job definition').fill(text);
    await page.getByRole('status').getByText('did you mean `timeouts`?').waitFor();
    await page
      .getByRole('status')
      .getByText(/^Line 4, column 1/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Submit the job' }).isDisabled()).toBe(true);
    expect(await page.locator('.cm-lint-marker-error').count()).toBeGreaterThan(0);
    await page.getByLabel('Job definition').fill(text.replace('timeout:', 'timeouts:'));
    await page.getByText('Ready to submit').waitFor();
    await page.getByRole('button', { name: 'Submit the job' }).click();
    await page.getByRole('heading', { name: 'typed in the browser' }).waitFor();
    await page
      .getByRole('banner')
      .getByText('Complete')
      .or(page.getByText('Complete', { exact: true }))
      .first()
      .waitFor();
    await page.close();
  });

  it('tells the line of broken YAML and goes there', async () => {
    const page = await web.signedIn('/submit');
    await page.getByLabel('Job definition').fill('job_name: x\nactions: [1, 2\nvisibility: public\n');
    await page
      .getByRole('status')
      .getByText(/^Line [23]/)
      .click();
    await page.locator('.cm-activeLine').waitFor();
    await page.close();
  });

  it('takes a file that is dropped, and keeps a draft', async () => {
    const page = await web.signedIn('/submit');
    await page.locator('.cm-content').waitFor();
    const transfer = await page.evaluateHandle(droppedFile(web.definition('dropped', {})));
    await page.locator('.cm-content').dispatchEvent('drop', { dataTransfer: transfer });
    await page.locator('.cm-content').getByText('dropped').waitFor();
    await page.reload();
    await page.locator('.cm-content').getByText('dropped').waitFor();
    await page.close();
  });
});

describe('the list of jobs', () => {
  it('changes by itself, says why a job waits, and filters', async () => {
    const page = await web.signedIn();
    await web.lab.client.devices.update(web.device, { health: 'maintenance' });
    const id = await web.submit({}, 'appears by itself');
    const row = page.getByRole('row', { name: /appears by itself/ });
    await row.getByText('Queued').waitFor();
    await row.getByText(/Waits:.*maintenance/).waitFor();
    await page.goto(`${web.lab.url}/jobs/${id}`);
    await page.getByText('Why it waits').waitFor();
    await page.goto(web.lab.url);
    await web.lab.client.devices.update(web.device, { health: 'good' });
    await row.getByText('Complete').waitFor();
    await page.getByLabel('Search in descriptions').fill('BY ITSELF');
    await page.waitForURL(/search=/);
    await row.waitFor();
    await page.getByRole('button', { name: 'Canceled' }).click();
    await page.getByText('No job matches these filters').waitFor();
    await page.close();
  });
});

describe('a job', () => {
  it('is canceled from its page while its log runs, and resubmitted', async () => {
    const id = await web.submit({ hold: true, last: 'now it holds' }, 'to be canceled');
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByText('now it holds').waitFor();
    await page.getByRole('button', { name: 'Following' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('Canceled', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page
      .getByRole('row', { name: new RegExp(`cancel.*${web.lab.username}|${web.lab.username}.*cancel`) })
      .waitFor();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByRole('button', { name: 'Resubmit', exact: true }).click();
    await page.waitForURL(new RegExp(`/jobs/(?!${id}$)\\d+$`));
    await page.getByText('now it holds').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('Canceled', { exact: true }).waitFor();
    await page.close();
  });

  it('that failed opens at its failure, whose line the banner links to', async () => {
    const id = await web.submit({ lines: 400, fail: 'the board does not answer' }, 'to fail');
    await web.finished(id);
    const page = await web.signedIn(`/scheduler/job/${id}`);
    const region = page.getByRole('region', { name: 'Lines of the log' });
    await region.getByText('the board does not answer').waitFor();
    expect(page.url()).toBe(`${web.lab.url}/jobs/${id}`);
    const link = page.getByRole('alert').getByRole('link', { name: /^Line \d+$/ });
    const line = (await link.textContent())?.replace('Line ', '');
    await link.click();
    await page.waitForURL(new RegExp(`#L${line}$`));
    await region.locator('[data-selected]').getByText('the board does not answer').waitFor();
    await page.close();
  });

  it('that is complete shows that its tests failed, in the list and above its log', async () => {
    const page = await web.signedIn();
    const id = await web.submit({}, 'with a failed test');
    await web.finished(id);
    await page
      .getByRole('row', { name: /with a failed test/ })
      .getByText('1 failed')
      .waitFor();
    await page.goto(`${web.lab.url}/jobs/${id}`);
    await page.getByText('Complete', { exact: true }).waitFor();
    await page.getByRole('link', { name: '1 of 2 tests failed' }).click();
    await page.getByText(/^1 of \d+ results$/).waitFor();
    await page.getByRole('row', { name: /copy/ }).waitFor();
    await page.close();
  });

  it('gets a file, which is stored and removed', async () => {
    const page = await web.signedIn(`/jobs/${await web.submit({}, 'with a file')}?tab=attachments`);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add a file' }).click();
    await (await chooser).setFiles({
      name: 'my report.txt',
      mimeType: 'text/html',
      buffer: Buffer.from('<p>'),
    });
    const row = page.getByRole('row', { name: /^my_report.txt 3 / });
    const download = page.waitForEvent('download');
    await row.getByRole('link').click();
    expect(readFileSync(await (await download).path(), 'utf8')).toBe('<p>');
    await row.getByRole('button').click();
    await page.getByRole('button', { name: 'Remove the file' }).click();
    await page.getByText('Nobody has added a file').waitFor();
    await page.close();
  });

  it('and others are chosen in the list and canceled together', async () => {
    const page = await web.signedIn();
    const ids = [await web.submit({ hold: true }, 'one'), await web.submit({ hold: true }, 'two')];
    for (const id of ids) await page.getByLabel(`Choose job ${id}`).check();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel them' }).click();
    await page.getByText('2 jobs canceled', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    for (const id of ids) {
      await page
        .getByRole('row')
        .filter({ has: page.getByRole('link', { name: String(id), exact: true }) })
        .getByText('Canceled', { exact: true })
        .waitFor();
    }
    await page.close();
  });

  it('is edited and submitted again', async () => {
    const id = await web.submit({}, 'first form');
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByRole('button', { name: 'More ways to resubmit' }).click();
    await page.getByRole('menuitem', { name: 'Edit and resubmit' }).click();
    await page.locator('.cm-content').getByText('first form').waitFor();
    await page.getByLabel('Job definition').fill(web.definition('second form', {}));
    await page.getByText('Ready to submit').waitFor();
    await page.getByRole('button', { name: 'Submit the job' }).click();
    await page.getByRole('heading', { name: 'second form' }).waitFor();
    await page.close();
  });

  it('has its results in a table that leads to their lines', async () => {
    const id = await web.submit({ lines: 100 }, 'with results');
    await web.finished(id);
    const page = await web.signedIn(`/jobs/${id}`);
    await page.getByRole('tab', { name: /Results/ }).click();
    const suite = page.getByRole('rowheader', { name: /^0_smoke/ });
    await suite.getByText('1 fail').waitFor();
    const texts = await page.getByRole('row').allTextContents();
    const places = ['0_smoke', 'copy', 'uname', 'lava'].map((name) =>
      texts.findIndex((text) => text.includes(name)),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const row = page.getByRole('row', { name: /copy/ });
    for (const text of ['0_smoke', 'speed', 'fail', '123456789.123456789 MB/s'])
      await row.getByText(text).waitFor();
    const reference = row.getByRole('link', { name: 'https://example.org/copy' });
    expect(await reference.getAttribute('href')).toBe('https://example.org/copy');
    const [rows, table] = await Promise.all([row.boundingBox(), page.getByRole('table').boundingBox()]);
    expect(rows?.width).toBe(table?.width);
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'JUnit' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`job-${id}-results.xml`);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/<testcase classname="0_smoke[^>]*name="copy"/);
    await page.getByRole('radiogroup', { name: 'Verdict' }).getByText('fail').click();
    await page.getByText(/1 of \d+ results/).waitFor();
    await page.getByRole('button', { name: 'Result', exact: true }).click();
    await suite.waitFor({ state: 'detached' });
    await row.getByRole('button', { name: 'copy' }).click();
    await page.waitForURL(/#L\d+-L\d+$/);
    await page.locator('[data-selected]').first().getByText('line 0').waitFor();
    await page.close();
  });

  it('is compared with another, from its results', async () => {
    const [before, after] = [
      await web.submit({ lines: 1 }, 'before'),
      await web.submit({ lines: 1 }, 'after'),
    ];
    await web.finished(before);
    await web.finished(after);
    const page = await web.signedIn(`/jobs/${after}?tab=results`);
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByLabel('Job before').fill(String(before));
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL((url) => url.searchParams.get('before') === String(before));
    const row = page.getByRole('row', { name: /failing.*copy/ });
    await row.getByText('fail 123456789.123456789 MB/s').first().waitFor();
    await page.getByLabel('Suite').fill('nothing');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('No case changed.').waitFor();
    await page.close();
  });

  it('keeps its tabs where they are when results come', async () => {
    const page = await web.signedIn();
    const held = await web.submit({ hold: true }, 'with results');
    const queued = await web.submit({}, 'without results');
    const history = page.getByRole('tab', { name: 'History' });
    await page.goto(`${web.lab.url}/jobs/${queued}`);
    const before = await history.boundingBox();
    expect(await page.getByLabel('1 fail').count()).toBe(0);
    await page.goto(`${web.lab.url}/jobs/${held}`);
    await page.getByLabel('1 fail').waitFor();
    const after = await history.boundingBox();
    expect(after?.x).toBe(before?.x);
    await web.lab.client.jobs.cancel(queued);
    await web.cancelAll();
    await page.close();
  });

  it('that was written in JSON shows both texts', async () => {
    const page = await web.signedIn('/submit');
    const old = { job_name: 'from the old days', device_type: web.deviceType, timeout: 60 };
    const deploy = { command: 'deploy_linaro_image', parameters: { image: 'http://127.0.0.1/x.img' } };
    const gone = { command: 'lava_test_run', parameters: { test_name: 'ltp' } };
    const boot = { command: 'boot_linaro_image' };
    const editor = page.getByLabel('Job definition');
    await editor.fill(JSON.stringify({ ...old, actions: [deploy, gone] }));
    await page.getByRole('status').getByText('lava_test_run: has no equivalent').waitFor();
    await editor.fill(JSON.stringify({ ...old, actions: [deploy, boot] }));
    await page.getByText('Ready to submit').waitFor();
    await page.getByRole('button', { name: 'Submit the job' }).click();
    await page.getByRole('heading', { name: 'from the old days' }).waitFor();
    await page.getByRole('tab', { name: 'Definition' }).click();
    await page.locator('.cm-content').getByText('"command":"boot_linaro_image"').waitFor();
    await page.getByText('Pipeline job that runs').click();
    await page.locator('.cm-content').getByText('method: qemu').waitFor();
    await page.close();
  });

  it('shows its definition as it was submitted', async () => {
    const id = await web.submit({}, 'with a definition');
    const page = await web.signedIn(`/jobs/${id}?tab=definition`);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe(web.definition('with a definition', {}));
    await page.close();
  });
});

/** Expression that makes, in the page, what a dragged file brings along. */
function droppedFile(text: string): string {
  return `(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], 'job.yaml', { type: 'text/yaml' }));
    return data;
  })()`;
}
