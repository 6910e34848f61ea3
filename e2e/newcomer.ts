// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostGuest } from '@lava/guest/guest.ts';
import { expect, it } from 'vitest';
import { launchBrowser, signIn } from '../tools/browser.ts';
import { firstJob } from '../tools/demo/first-job.ts';

const root = join(import.meta.dirname, '..');

/** What a newcomer has from the demo: the text that it prints when it is ready. */
interface Demo {
  text: string;
  /** For files. */
  directory: string;
}

/** Milliseconds, for a guest and programs on a machine that is busy: it ends what hangs, and judges nothing. */
const PATIENCE = 900_000;

/**
 * Tests of the way of somebody who has read the README and docs/how-to/write-a-job.md: submit the example, change it, see it
 * fail, and find why, with the command line and with the page. They follow each other.
 */
export function newcomersPath(demo: () => Demo): void {
  const example = firstJob(hostGuest());
  const file = () => join(demo().directory, 'my-job.yaml');
  let job: number;

  it('prints the command that submits the example', { timeout: PATIENCE }, async () => {
    expect(demo().text).toContain('./lava jobs submit --follow examples/jobs/qemu-first-job.yaml');
    // The example as it is, where the guest has this machine's architecture.
    writeFileSync(file(), example);
    const { status, stdout, stderr } = await lava(demo(), 'jobs', 'submit', '--follow', file());
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('kernel-is-linux');
  });

  it('shows that a changed example fails, and where', { timeout: PATIENCE }, async () => {
    const changed = example.replace('test "$(uname -s)" = Linux', 'ls /etc/no-such-release');
    expect(changed).not.toBe(example);
    writeFileSync(file(), changed);
    expect(await lava(demo(), 'validate', file())).toMatchObject({ status: 0 });
    const { status, stdout, stderr } = await lava(demo(), 'jobs', 'run', file());
    expect(status, stderr).toBe(1);
    job = Number(/\/jobs\/(\d+)/.exec(stderr + stdout)?.[1]);
    expect((await lava(demo(), 'results', String(job))).stdout).toMatch(/fail +0_first +kernel-is-linux/);
    const { stdout: log } = await lava(demo(), 'jobs', 'logs', String(job));
    expect(log).toContain('/etc/no-such-release: No such file');
  });

  it('leads from the list of jobs to the line that says why', { timeout: PATIENCE }, () =>
    findWhyInThePages(demo(), job),
  );
}

/** By what is shown there. */
async function findWhyInThePages({ text }: Demo, job: number): Promise<void> {
  const [, username = '', password = ''] = /user (\S+), password (\S+)/.exec(text) ?? [];
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(120_000);
    await page.goto(`${addressOf(text).url}/jobs`);
    await signIn(page, { username, password });
    const link = page.getByRole('link', { name: String(job), exact: true });
    await page.getByRole('row').filter({ has: link }).getByText('1 failed').waitFor();
    await link.click();
    await page.getByRole('tab', { name: /Results/ }).click();
    const failed = page.getByRole('row', { name: /kernel-is-linux/ });
    await failed.getByText('fail', { exact: true }).waitFor();
    await failed.getByRole('button', { name: 'kernel-is-linux' }).click();
    await page.locator('[data-selected]').getByText('/etc/no-such-release: No such file').waitFor();
  } finally {
    await browser.close();
  }
}

function addressOf(text: string): { url: string; token: string } {
  const [, url = '', token = ''] = /export LAVA_URL=(\S+) LAVA_TOKEN=(\S+)/.exec(text) ?? [];
  return { url, token };
}

/** The command line tool, in a shell that has what the demo says. */
function lava({ text, directory }: Demo, ...args: string[]) {
  const { url, token } = addressOf(text);
  const own = { NO_COLOR: '1', LAVA_URL: url, LAVA_TOKEN: token, XDG_CONFIG_HOME: directory };
  const options = { cwd: root, env: { ...process.env, ...own }, maxBuffer: 1 << 24 };
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    execFile(join(root, 'lava'), args, options, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}
