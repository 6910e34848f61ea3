// SPDX-License-Identifier: Apache-2.0
import type { EarlyAnswers } from '../lib/early-answers.ts';
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
  const answer = fetch(url, { headers: { accept: 'application/json' } });
  // Whoever takes it sees the error.
  answer.catch(() => undefined);
  answers.set(url, answer);
}
window.lavaEarly = answers;
// An answer says how things were when the page began, and one that nobody reads keeps a connection.
setTimeout(() => {
  for (const answer of answers.values()) answer.then(({ body }) => body?.cancel()).catch(() => undefined);
  answers.clear();
}, GOOD_FOR);

for (const file of CODE[firstView(location.pathname) ?? ''] ?? []) {
  const style = file.endsWith('.css');
  const link = Object.assign(document.createElement('link'), {
    ...{ rel: style ? 'preload' : 'modulepreload', href: `/${file}`, crossOrigin: '' },
    ...(style && { as: 'style' }),
  });
  document.head.append(link);
}

// The scheme that the reader chose, where Mantine keeps it; without it, the page would be white at first.
let chosen: string | null = null;
try {
  chosen = localStorage.getItem('mantine-color-scheme-value');
} catch {
  // A browser that keeps nothing.
}
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
