// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { z } from 'zod';
import type { Database } from '../db/database.ts';
import { readSettings, type ServerSettings } from '../settings.ts';

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
  /** All of standard input. */
  input(): Promise<string>;
}

/** Runs a command with the database open. */
export type Act = (work: (session: Session) => Promise<void>) => Promise<void>;

/** @throws LavaError `request-invalid` that names each wrong field */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    [...(path.length > 0 ? [path.join('.')] : []), message].join(': '),
  );
  throw new LavaError('request-invalid', problems.join('; '));
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
