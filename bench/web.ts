// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '@lava/kit/task-line.ts';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import { endLeftovers } from '@lava/lab/leftovers.ts';
import type { BrowserContext } from 'playwright-core';
import { DISPATCHER, definition, enterDevice, finished } from '../e2e/web/stand-in.ts';
import { launchBrowser, signIn } from '../tools/browser.ts';
import { ensureDebianPackages } from '../tools/debian-packages.ts';
import { buildWeb } from '../tools/web-build.ts';
import { type PageTimes, timeLoad, watchedPage } from './page-times.ts';
import { type Bench, type Figure, median } from './report.ts';

/** Lines of the device in the two jobs. */
const SHORT = 450;
const LONG = 100_000;
/** A line in the middle of the long log. */
const MIDDLE = 55_000;
/** Rounds that count, and before them rounds that fill the browser's caches of files and of compiled code. */
const ROUNDS = 9;
const WARMING = 3;
/** Rounds in a browser that knows nothing. */
const COLD_ROUNDS = 5;

type Case = 'static' | 'job' | 'first line' | 'middle line';

/** Pages in a real browser against a bare static page of the same server. */
export const web: Bench = {
  async run() {
    await ensureDebianPackages(['test']);
    await buildWeb();
    const directory = mkdtempSync(join('/var/tmp', 'lava-bench-'));
    let lab: Lab | undefined;
    const browser = await launchBrowser();
    try {
      const pages = join(directory, 'pages');
      cpSync(join(import.meta.dirname, '../packages/web/dist'), pages, { recursive: true });
      writeFileSync(join(pages, 'static.html'), staticPage());
      lab = await startLab({
        directory,
        dispatcher: DISPATCHER,
        settings: { web_dir: pages },
        progress: say,
      });
      const addresses = await fill(lab);
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      const first = await context.newPage();
      await first.goto(lab.url);
      await signIn(first, lab);
      await first.close();
      const warm = await warmTimes(context, addresses);
      const state = await context.storageState();
      await context.close();
      const cold: PageTimes[][] = [[], []];
      for (let round = 0; round < COLD_ROUNDS; round++) {
        for (const [n, name] of (['static', 'job'] as const).entries()) {
          const fresh = await browser.newContext({
            viewport: { width: 1400, height: 900 },
            storageState: state,
          });
          cold[n]?.push(await timeLoad(await watchedPage(fresh), addresses[name]));
          await fresh.close();
        }
      }
      return { method: METHOD, figures: [...warmFigures(warm), ...coldFigures(cold)] };
    } finally {
      await browser.close();
      await lab?.stop();
      await endLeftovers(directory, 5_000);
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

const METHOD =
  `Debian's Chromium, 1400 × 900, signed in; the server, its database and the browser on this machine. The static page is ` +
  `HTML of the same server with the same log, without a style sheet or a script. The pages take turns; medians of ` +
  `${ROUNDS} rounds after ${WARMING} that fill the browser's caches, of ${COLD_ROUNDS} in browsers that know nothing. First ` +
  `paint is the browser's own first-contentful-paint; content is when the line that is looked for is painted, in the outline or in the page; usable is when the page has it.`;

/** The log of the short job, as plain HTML can show it. */
function staticPage(): string {
  const rows = Array.from({ length: SHORT }, (_, n) => `<div data-line="${n + 1}">line ${n}</div>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>job</title><h1>A job</h1><pre>${rows.join('\n')}</pre>`;
}

/** Two finished jobs. */
async function fill(lab: Lab): Promise<Record<Case, string>> {
  await enterDevice(lab);
  const ids = [];
  for (const lines of [SHORT, LONG]) {
    const { id } = await lab.client.jobs.submit(definition(`${lines} lines`, { lines }));
    await finished(lab, id);
    ids.push(id);
  }
  const [short, long] = ids.map((id) => `${lab.url}/jobs/${id}`);
  return {
    static: `${lab.url}/static.html`,
    job: `${short}`,
    'first line': `${long}#L1`,
    'middle line': `${long}#L${MIDDLE}`,
  };
}

async function warmTimes(
  context: BrowserContext,
  addresses: Record<Case, string>,
): Promise<Record<Case, PageTimes[]>> {
  const times: Record<Case, PageTimes[]> = { static: [], job: [], 'first line': [], 'middle line': [] };
  const page = await watchedPage(context);
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    for (const name of Object.keys(times) as Case[]) {
      const measured = await timeLoad(page, addresses[name]);
      if (round >= WARMING) times[name].push(measured);
    }
    const last = Object.entries(times).map(
      ([name, all]) => `${name} ${Math.round(all.at(-1)?.content ?? 0)}`,
    );
    say(`round ${round + 1} of ${WARMING + ROUNDS}: content after ${last.join(', ')} ms`);
  }
  return times;
}

function warmFigures(times: Record<Case, PageTimes[]>): Figure[] {
  const of = (name: Case, what: keyof PageTimes) => median(times[name].map((each) => each[what]));
  const middle = of('middle line', 'content');
  return [
    { name: 'static page, first paint', value: of('static', 'painted'), unit: 'ms' },
    { name: 'job page, first paint', value: of('job', 'painted'), unit: 'ms' },
    ratio('job page, first paint against it', of('job', 'painted') / of('static', 'painted'), 2),
    { name: 'static page, content', value: of('static', 'content'), unit: 'ms' },
    { name: 'job page, content', value: of('job', 'content'), unit: 'ms' },
    ratio('job page, content against it', of('job', 'content') / of('static', 'content'), 3),
    { name: 'job page, usable', value: of('job', 'usable'), unit: 'ms' },
    { name: `line 1 of ${LONG}`, value: of('first line', 'content'), unit: 'ms' },
    { name: `line ${MIDDLE}`, value: middle, unit: 'ms', limit: { most: 500 } },
    ratio(`line ${MIDDLE} against line 1`, middle / of('first line', 'content'), 1.5),
  ];
}

function coldFigures([bare = [], job = []]: PageTimes[][]): Figure[] {
  const of = (times: PageTimes[], what: keyof PageTimes) => median(times.map((each) => each[what]));
  return [
    ratio('in a new browser: first paint', of(job, 'painted') / of(bare, 'painted'), 2),
    { name: 'in a new browser: content of the job page', value: of(job, 'content'), unit: 'ms' },
    { name: '  against the static page', value: of(job, 'content') / of(bare, 'content'), unit: '×' },
  ];
}

function ratio(name: string, value: number, most: number): Figure {
  return { name, value, unit: '×', limit: { most } };
}
