// SPDX-License-Identifier: Apache-2.0
import { dump } from 'js-yaml';
import { safeCell, safeJson, safeYaml } from './safe.ts';

export const FORMATS = ['text', 'wide', 'json', 'yaml', 'jsonl', 'csv', 'name'] as const;
export type Format = (typeof FORMATS)[number];

/** Formats for people; the others are for programs, whose notes and progress are left out. */
export function isForPeople(format: Format): format is 'text' | 'wide' {
  return format === 'text' || format === 'wide';
}

/** A value for programs. Dates stay ISO 8601 in UTC, numbers stay exact. */
export function encode(format: Exclude<Format, 'text' | 'wide'>, value: unknown): string {
  switch (format) {
    case 'json':
      return safeJson(JSON.stringify(value, null, 2));
    case 'jsonl':
      return safeJson(JSON.stringify(value));
    case 'yaml':
      return safeYaml(dump(JSON.parse(JSON.stringify(value ?? null)), { lineWidth: -1 })).trimEnd();
    case 'csv':
      return csv([Object.keys(asObject(value)), Object.values(asObject(value)).map(scalar)]);
    case 'name':
      return nameOf(value);
  }
}

/** RFC 4180, with newlines instead of CR LF. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(csvCell).join(',')).join('\n');
}

/** What identifies an object to the other commands. */
export function nameOf(value: unknown): string {
  const { id, name, username, number } = asObject(value);
  const found = name ?? username ?? id ?? number ?? Object.values(asObject(value))[0];
  return safeCell(scalar(found));
}

export function scalar(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvCell(text: string): string {
  const cell = safeCell(text);
  return /[",]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value };
}
