// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../exit-code.ts';
import type { Format } from './format.ts';
import type { Style } from './terminal.ts';

/** One column of a list, for the table, for CSV, and for `--columns`. */
export interface Column<T> {
  /** What `--columns` and CSV call it. */
  key: string;
  /** Raw, for programs; null is empty. */
  value(item: T): string | number | null;
  /** For people, where it differs. */
  text?(item: T): string;
  style?(item: T): Style | undefined;
  /** Only in the formats wide and csv, and when it is asked for. */
  wide?: true;
}

/** The columns that a format shows, or those that were asked for, in their order. @throws UsageError for an unknown one */
export function chooseColumns<T>(
  columns: readonly Column<T>[],
  asked: readonly string[],
  format: Format,
): readonly Column<T>[] {
  if (asked.length === 0) return format === 'text' ? columns.filter(({ wide }) => !wide) : columns;
  return asked.map((key) => {
    const found = columns.find((column) => column.key === key.toLowerCase());
    if (found) return found;
    const known = columns.map((column) => column.key).join(', ');
    throw new UsageError(`--columns must name columns of this list (${known}), found "${key}"`);
  });
}

export function title({ key }: Column<never>): string {
  return key.toUpperCase().replaceAll('-', ' ');
}
