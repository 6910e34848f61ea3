// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@lava/protocol/api/list.ts';

/** A resource with what its reader may do with it. */
export function withRights<T extends object>(item: T, may: string[]): T & { may: string[] } {
  return { ...item, may };
}

/** The same for each of a list, where it does not depend on which one. */
export function pageWithRights<T extends object>(page: Page<T>, may: string[]): Page<T & { may: string[] }> {
  return { ...page, items: page.items.map((item) => withRights(item, may)) };
}
