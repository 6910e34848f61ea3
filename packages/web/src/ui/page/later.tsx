// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useDeferredValue } from 'react';

/** False while a page is painted first, so that what it was opened for does not wait for what comes with it. */
export function useLater(): boolean {
  return useDeferredValue(true, false);
}

/** What a page can do without in its first picture. What takes room of its own keeps it by its container's size. */
export function Later({ children }: { children: ReactNode }) {
  return useLater() ? children : null;
}
