// SPDX-License-Identifier: Apache-2.0
import { type Column, chooseColumns, title } from './columns.ts';
import { csv, encode, type Format, isForPeople, nameOf, scalar } from './format.ts';
import { safeCell, safeLines } from './safe.ts';
import { fields, table } from './table.ts';
import type { Paint } from './terminal.ts';

export interface OutputOptions {
  format: Format;
  columns: readonly string[];
  header: boolean;
  paint: Paint;
}

/** A list as it is shown: what came, what comes next (null: nothing), and its columns. */
export interface Listing<T> {
  items: readonly T[];
  next: number | string | null;
  columns: readonly Column<T>[];
}

export type FieldValue = string | number | null | undefined;

/** How a command answers on stdout. There is no other way to it, so nothing that a stranger wrote gets there unfiltered. */
export interface Output {
  format: Format;
  /** Several objects: a table, CSV, or `{items, next}`. @throws UsageError for a column that does not exist */
  list<T>(listing: Listing<T>): void;
  /** One object: its fields for people. */
  show(value: unknown, pairs: () => [string, FieldValue][]): void;
  /** What was done: a sentence for people, an object for programs. */
  say(value: unknown, text: () => string): void;
  /** The same with a text that has colours; what others wrote must have been made safe before it was put into it. */
  sayPainted(value: unknown, text: () => string): void;
  /** A text as it is, such as a definition; filtered only on a terminal. */
  document(value: unknown, text: string): void;
}

export function createOutput({ format, columns, header, paint }: OutputOptions): Output {
  return {
    format,
    list(listing) {
      const chosen = chooseColumns(listing.columns, columns, format);
      write(listText({ ...listing, columns: chosen }));
    },
    show(value, pairs) {
      write(
        isForPeople(format)
          ? fields(pairs().map(([name, field]) => [name, clean(field)]))
          : encode(format, value),
      );
    },
    say(value, text) {
      write(isForPeople(format) ? safeLines(text()) : encode(format, value));
    },
    sayPainted(value, text) {
      write(isForPeople(format) ? safeLines(text(), true) : encode(format, value));
    },
    document(value, text) {
      if (!isForPeople(format)) write(encode(format, value));
      else write(process.stdout.isTTY ? safeLines(text) : text);
    },
  };

  function listText<T>({ items, next, columns: chosen }: Listing<T>): string {
    switch (format) {
      case 'json':
      case 'yaml':
        return encode(format, { items: items.map((item) => picked(item, chosen)), next });
      case 'jsonl':
        return items.map((item) => encode('jsonl', picked(item, chosen))).join('\n');
      case 'name':
        return items.map(nameOf).join('\n');
      case 'csv':
        return csv([
          ...(header ? [chosen.map(({ key }) => key)] : []),
          ...items.map((item) => chosen.map((column) => scalar(column.value(item)))),
        ]);
      default:
        return table(
          header ? chosen.map((column) => title(column as Column<never>)) : undefined,
          items.map((item) => chosen.map((column) => cell(column, item))),
        );
    }
  }

  /** Whole objects, or only the columns that were asked for. */
  function picked<T>(item: T, chosen: readonly Column<T>[]): unknown {
    return columns.length === 0
      ? item
      : Object.fromEntries(chosen.map(({ key, value }) => [key, value(item)]));
  }

  function cell<T>(column: Column<T>, item: T): string {
    const text = safeCell(column.text ? column.text(item) : scalar(column.value(item))) || '-';
    const style = column.style?.(item);
    return style ? paint(style, text) : text;
  }
}

function clean(value: FieldValue): FieldValue {
  return typeof value === 'string' ? safeCell(value) : value;
}

function write(text: string): void {
  process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
}
