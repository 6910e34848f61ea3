// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { TextHistory } from '@lava/protocol/api/lab.ts';
import type * as z from 'zod';
import { readInput } from '../input/text.ts';
import type { Column } from '../output/columns.ts';
import { when } from '../output/time.ts';
import { argument, FileName } from '../program/parameters.ts';
import { type Completion, defineVerb, type Noun } from '../program/verb.ts';
import { describeProblem } from '../report.ts';
import { ifVersion } from './if-version.ts';
import { ObjectName } from './object-name.ts';

type KeptText = Client['devices']['dictionary'];
type Version = z.infer<typeof TextHistory>['versions'][number];

const COLUMNS: readonly Column<Version>[] = [
  { key: 'version', value: ({ version }) => version },
  { key: 'time', value: ({ time }) => time, text: ({ time }) => when(time) },
  { key: 'by', value: ({ user }) => user },
  { key: 'lines', value: ({ text }) => text.split('\n').length },
];

/** `get`, `set` and `history` of a text that the server keeps with its versions. */
export function textVerbs(
  what: string,
  owner: string,
  complete: Completion,
  of: (client: Client) => KeptText,
  kind = 'Jinja2 text',
): Noun['verbs'] {
  const name = argument(`name of the ${owner}`, ObjectName, complete);
  const get = defineVerb({
    summary: `print the ${what} of a ${owner}`,
    arguments: { name },
    async run(context, { name: asked }) {
      const version = await of(context.client()).get(asked);
      context.output.document(version, version.text);
    },
  });
  const set = defineVerb({
    summary: `replace the ${what} of a ${owner}; - for stdin`,
    arguments: { name, file: argument(kind, FileName, 'file') },
    options: { ifVersion },
    async run(context, { name: asked, file }, { ifVersion: seen }) {
      const version = await of(context.client()).set(asked, readInput(file), seen);
      for (const problem of version.problems) context.note(describeProblem(problem));
      context.output.say(version, () => `${what} of ${asked} is now version ${version.version}`);
    },
  });
  const history = defineVerb({
    summary: `who changed the ${what} of a ${owner}, and when`,
    list: true,
    arguments: { name },
    async run(context, { name: asked }) {
      const { versions } = await of(context.client()).history(asked);
      context.output.list({ items: versions, next: null, columns: COLUMNS });
    },
  });
  return {
    [`${what} get`]: () => Promise.resolve(get as never),
    [`${what} set`]: () => Promise.resolve(set as never),
    [`${what} history`]: () => Promise.resolve(history as never),
  };
}
