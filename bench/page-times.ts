// SPDX-License-Identifier: Apache-2.0
import type { BrowserContext, Page } from 'playwright-core';

/** When a page showed something, milliseconds since its navigation began. */
export interface PageTimes {
  /** The first text or picture was painted. */
  painted: number;
  /** The line that the address points at, or the first one, was painted with its text: you can read it. */
  content: number;
  /** The page itself has that line, in place of the outline of it that came first: you can use it. */
  usable: number;
}

/**
 * Runs in the page before anything of its own. A frame in which the line has its text is painted before the task after it,
 * so the time of that task is the one taken.
 */
const WATCH = `{
  const line = Number(/^#L(\\d+)/.exec(location.hash)?.[1] ?? 1);
  const watch = (where, name) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { globalThis[name] = performance.now(); };
    const look = () => {
      const row = document.querySelector(where + ' [data-line="' + line + '"]');
      if (row && /(line|start:) \\d/.test(row.textContent)) channel.port2.postMessage(null);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  watch('body', 'contentAt');
  watch('body > :not(#outline)', 'usableAt');
}`;

const READ = `new Promise((resolve) => {
  const look = () => {
    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    // What the page still fetches must not be in the next figure.
    const done = painted && globalThis.usableAt && !document.body.textContent.includes(' lines loaded');
    if (done) resolve({ painted, content: globalThis.contentAt, usable: globalThis.usableAt });
    else setTimeout(look, 20);
  };
  look();
})`;

/** A page that notes when the addresses it goes to show something. */
export async function watchedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  return page;
}

/** Loads the address, as from a link in a mail. */
export async function timeLoad(page: Page, url: string): Promise<PageTimes> {
  // Going to another line of the same document does not load anything.
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate<PageTimes>(READ);
}
