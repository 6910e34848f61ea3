// SPDX-License-Identifier: Apache-2.0
import type { IconName } from '../../ui/icon/icon.tsx';

export const GROUPS = ['Jobs', 'Pages', 'Devices', 'Device types', 'Workers', 'Actions'] as const;
type Group = (typeof GROUPS)[number];

export interface Command {
  id: string;
  group: Group;
  label: string;
  about?: string | undefined;
  icon: IconName;
  /** Shown whatever is typed: the search that found it was another's. */
  found?: boolean;
  run: () => void;
}

/** Of each group, so that no group hides the others. */
const MOST = 6;

/** Commands whose label has every word typed, by group; those that start with what is typed first. */
export function matching(commands: readonly Command[], query: string): [Group, Command[]][] {
  const text = query.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  const fits = ({ label, found }: Command) =>
    found || words.every((word) => label.toLowerCase().includes(word));
  return GROUPS.flatMap((group) => {
    const own = commands.filter((command) => command.group === group && fits(command));
    const starts = ({ label }: Command) => Number(!label.toLowerCase().startsWith(text));
    const shown = own.sort((a, b) => starts(a) - starts(b)).slice(0, MOST);
    return shown.length > 0 ? [[group, shown] as [Group, Command[]]] : [];
  });
}

/** Number of the job that is meant by `42`, `#42` or `job 42`. */
export function jobNumberIn(query: string): number | undefined {
  const match = /^\s*(?:job\s*)?#?([1-9]\d{0,14})\s*$/i.exec(query);
  return match ? Number(match[1]) : undefined;
}
