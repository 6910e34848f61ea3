// SPDX-License-Identifier: Apache-2.0
import type { EarlyAnswer, EarlyAnswers } from '../lib/early-answers.ts';
import { outlineLines } from './outline-lines.ts';
import { LINE, outlineLog } from './outline-log.ts';
import { firstRequests } from './requests.ts';
import { firstView } from './views.ts';

/** Files of each view; the build puts them here. */
declare const CODE: Record<string, string[]>;

/** Milliseconds. */
const GOOD_FOR = 10_000;

// This is written into index.html (early-plugin.ts) and runs before anything else is loaded: the answers of the server are on
// their way while the browser reads the code that will show them.

const answers: EarlyAnswers = new Map();
for (const url of firstRequests(location)) {
  const answer: EarlyAnswer = { response: read() };
  // Whoever takes it sees the error.
  answer.response.catch(() => undefined);
  answers.set(url, answer);

  async function read(): Promise<Response> {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    if (!response.ok) return response;
    answer.body = new Uint8Array(await response.arrayBuffer());
    return new Response(answer.body, response);
  }
}
window.lavaEarly = answers;
// An answer says how things were when the page began.
setTimeout(() => answers.clear(), GOOD_FOR);

for (const file of CODE[firstView(location.pathname) ?? ''] ?? []) {
  const style = file.endsWith('.css');
  const link = Object.assign(document.createElement('link'), {
    ...{ rel: style ? 'preload' : 'modulepreload', href: `/${file}`, crossOrigin: '' },
    ...(style && { as: 'style' }),
  });
  document.head.append(link);
}

/** Least height of what is above the lines of a log, pixels. */
const ABOVE = 183;

const [, job, log] = [...answers.values()];
Promise.all([job?.response, log?.response])
  .then(() => {
    if (!job?.body || !log?.body) return;
    const about = JSON.parse(new TextDecoder().decode(job.body));
    const lines = outlineLines({
      job: about,
      block: log.body,
      hash: location.hash,
      settings: localStorage.getItem('lava-log'),
      room: Math.ceil((innerHeight - ABOVE) / LINE),
    });
    if (lines) outlineLog(lines, about.records);
  })
  // What it cannot show early the page shows.
  .catch(() => undefined);

// The scheme that the reader chose, where Mantine keeps it; without it, the page would be white at first.
let chosen: string | null = null;
try {
  chosen = localStorage.getItem('mantine-color-scheme-value');
} catch {
  // A browser that keeps nothing.
}
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
