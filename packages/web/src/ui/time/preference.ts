// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';

/** How times are written: how long ago, or date and time of the reader's own zone, or of UTC. */
export const TIME_FORMS = ['relative', 'local', 'utc'] as const;
export type TimeForm = (typeof TIME_FORMS)[number];

const KEY = 'lava-time';
const watchers = new Set<() => void>();

// Another tab changed it.
if (typeof window !== 'undefined') {
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY) notify();
  });
}

function notify(): void {
  for (const watcher of watchers) watcher();
}

function stored(): TimeForm {
  const value = localStorage.getItem(KEY);
  return TIME_FORMS.find((form) => form === value) ?? 'relative';
}

export function setTimeForm(form: TimeForm): void {
  localStorage.setItem(KEY, form);
  notify();
}

/** What this browser's reader chose, on every page and in every tab. */
export function useTimeForm(): TimeForm {
  return useSyncExternalStore(watch, stored);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
