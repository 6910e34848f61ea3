// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Command, Option } from 'commander';
import type * as z from 'zod';
import type { Database } from '../db/database.ts';
import { readSettings, type ServerSettings } from '../settings.ts';
import type { StorageOptions } from '../storage.ts';

export interface ManageOptions {
  stateDir?: string;
  databaseUrl?: string;
  json?: boolean;
}

/** The settings of this host, with what the command line says otherwise. @throws LavaError `config-invalid` */
export function settingsOf({ stateDir, databaseUrl }: ManageOptions): ServerSettings {
  return readSettings([
    ...(stateDir === undefined ? [] : ['--state-dir', stateDir]),
    ...(databaseUrl === undefined ? [] : ['--database-url', databaseUrl]),
  ]).settings;
}

/** What a command of `lava-server manage` has to work with. */
export interface Session {
  db: Database;
  settings: ServerSettings;
  /** Answers: the text for people, or with --json the value. */
  print(value: unknown, text: () => string): void;
  /** The same to standard error, for a command whose standard output is data. */
  printAside(value: unknown, text: () => string): void;
  /** All of standard input. */
  input(): Promise<string>;
}

/** Runs a command with the database open; its schema must be that of this program, if nothing else is said. */
export type Act = (
  work: (session: Session) => Promise<void>,
  schema?: StorageOptions['schema'],
) => Promise<void>;

/** @throws LavaError `request-invalid` that names each wrong field */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    [...(path.length > 0 ? [path.join('.')] : []), message].join(': '),
  );
  throw new LavaError('request-invalid', problems.join('; '));
}

/** Text of a file, or of standard input for `-`. */
export async function textOf(session: Pick<Session, 'input'>, file: string): Promise<string> {
  return file === '-' ? session.input() : readText(file);
}

export interface ListFlags {
  csv?: boolean;
}

/** Options of commands that list something. Everything is listed in any case; `--all` is for scripts that were written for LAVA. */
export function withListOptions(command: Command): Command {
  return command
    .option('--csv', 'as CSV, with a header')
    .option('-a, --all', 'accepted; everything is listed anyway');
}

/** Rows for people, or as CSV. */
export function listing(
  header: string[],
  rows: (string | number | null)[][],
  { csv = false }: ListFlags = {},
): string {
  if (!csv) return table(header, rows);
  const quoted = (cell: string | number | null) => {
    const text = String(cell ?? '');
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header.map((word) => word.toLowerCase().replaceAll(' ', '_')), ...rows]
    .map((row) => row.map(quoted).join(','))
    .join('\n');
}

/** `key: value` lines of one thing. */
export function shown(found: object): string {
  return Object.entries(found)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(', ') : (value ?? '-')}`)
    .join('\n');
}

/** An option whose value everybody on this machine could read: known to scripts for LAVA, and refused with the way to do it. */
export function refusedSecret(flags: string, instead: string): Option {
  const option = new Option(flags).hideHelp();
  return option.argParser(() => {
    throw new LavaError(
      'request-invalid',
      `a secret among the arguments can be read by everybody on this machine: ${option.long} is not taken`,
      { hint: instead },
    );
  });
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** When an age ago was. @throws LavaError `request-invalid` */
export function agesAgo(age: string): Date {
  const [, count, unit = 'd'] = /^(\d+)([mhd]?)$/.exec(age) ?? [];
  if (count === undefined)
    throw new LavaError(
      'request-invalid',
      `${age} is not an age like 90d, 12h or 30m; a number without a unit is days`,
    );
  return new Date(Date.now() - Number(count) * (UNITS[unit || 'd'] ?? 0));
}

/** Columns for people. */
export function table(header: string[], rows: (string | number | null)[][]): string {
  const cells = [header, ...rows.map((row) => row.map((cell) => String(cell ?? '-')))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
