// SPDX-License-Identifier: Apache-2.0
import { noteMethods } from '@lava/protocol/api/client/notes.ts';
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import { argument, Text } from '../program/parameters.ts';
import { defineVerb, type Verb } from '../program/verb.ts';
import { ObjectName } from './object-name.ts';

/** The verb that writes a note into the history of a device, a device type or a worker. */
export function noteVerb(kind: PermissionKind): Verb {
  const what = kind.replace('-', ' ');
  return defineVerb({
    summary: `write a note into the history of a ${what}, for the next one who looks`,
    arguments: {
      name: argument(`name of the ${what}`, ObjectName, `${kind}s`),
      text: argument('what to remember', Text),
    },
    async run(context, { name, text }) {
      await noteMethods(context.client()).add(kind, name, { text });
      context.output.say({ name, note: text }, () => `noted in the history of ${name}`);
    },
  }) as unknown as Verb;
}
