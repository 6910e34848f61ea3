// SPDX-License-Identifier: Apache-2.0
import type { HistoryEntry } from '@lava/protocol/api/history.ts';

/** A change in a line: `health: good → bad`, `add: user`. */
export function changeText({ action, old, new: now }: Pick<HistoryEntry, 'action' | 'old' | 'new'>): string {
  if (old === null && now === null) return action;
  if (old === null) return `${action}: ${shown(now)}`;
  if (now === null) return `${action}: was ${shown(old)}`;
  return `${action}: ${shown(old)} → ${shown(now)}`;
}

function shown(value: string | null): string {
  return value === null || value === '' ? 'none' : value;
}
