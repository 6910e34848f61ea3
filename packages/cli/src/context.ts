// SPDX-License-Identifier: Apache-2.0
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import { type Access, findAccess } from './config/access.ts';
import { type Format, isForPeople } from './output/format.ts';
import { createOutput, type Output } from './output/output.ts';
import { safeLines } from './output/safe.ts';
import { colourful, type Paint, painter } from './output/terminal.ts';

export interface GlobalOptions {
  server?: string | undefined;
  url?: string | undefined;
  token?: string | undefined;
  format: Format;
  columns: readonly string[];
  header: boolean;
}

/** What every command works with. */
export interface Context {
  options: GlobalOptions;
  /** Where requests go. @throws LavaError `unauthenticated` when no server is known */
  access(): Access;
  client(): Client;
  /** The answer, on stdout. */
  output: Output;
  /** Progress and remarks, for people only: stderr, and nothing where a program reads. */
  note(text: string): void;
  paint: Paint;
}

export function createContext(options: GlobalOptions): Context {
  const access = () => findAccess(options);
  const paint = painter(colourful());
  return {
    options,
    access,
    client() {
      const { url, token } = access();
      return createClient({ baseUrl: url, token });
    },
    output: createOutput({ ...options, paint }),
    note(text) {
      if (isForPeople(options.format)) process.stderr.write(`${safeLines(text)}\n`);
    },
    paint,
  };
}
