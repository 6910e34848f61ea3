// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterEach } from 'vitest';

/** Below it, a directory for each test that failed: pictures of its pages, and traces for `playwright show-trace`. */
const FAILED = join(import.meta.dirname, '../../.lava/failed-tests');

const open = new Set<BrowserContext>();

/**
 * What happens in the context is recorded from now on, and kept when a test fails. With `LAVA_TRACE=full` the trace also has the
 * page at each step; that costs a third of a test's time.
 */
export async function record(context: BrowserContext): Promise<void> {
  await context.tracing.start({ snapshots: process.env.LAVA_TRACE === 'full', title: 'test' });
  open.add(context);
  context.on('close', () => open.delete(context));
}

// Here, where a spec file's imports are read: it holds for all its tests.
afterEach(async ({ task }) => {
  const failed = task.result?.state === 'fail';
  const directory = join(FAILED, task.name.replace(/[^\w-]+/g, '-').slice(0, 100));
  if (failed) mkdirSync(directory, { recursive: true });
  for (const [n, context] of [...open].entries()) {
    // Also of a page that hangs, or a browser that is gone, the others are kept.
    await keep(context, failed ? join(directory, `${n + 1}`) : undefined).catch((error: unknown) => {
      console.warn(`no trace of context ${n + 1}: ${(error as Error).message}`);
    });
  }
  if (failed && open.size > 0) console.error(`pictures and traces of the failed test: ${directory}`);
});

/** Each test has a trace of its own; `path` without ending, undefined to forget it. */
async function keep(context: BrowserContext, path: string | undefined): Promise<void> {
  if (path !== undefined) {
    for (const [n, page] of context.pages().entries())
      await page.screenshot({ path: `${path}-page-${n + 1}.png`, timeout: 10_000 });
  }
  await context.tracing.stopChunk(path === undefined ? {} : { path: `${path}.zip` });
  await context.tracing.startChunk();
}
