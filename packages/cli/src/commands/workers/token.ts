// SPDX-License-Identifier: Apache-2.0
import type { WorkerToken } from '@lava/protocol/api/lab.ts';
import type { Context } from '../../context.ts';
import { argument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';

export const token = defineVerb({
  summary: "a new token for LAVA's own lava-worker; what the worker had before is no longer valid",
  arguments: { name: argument('name of the worker', ObjectName, 'workers') },
  async run(context, { name }) {
    printToken(context, await context.client().workers.token(name));
  },
});

/** Shown once: the server keeps no more than its hash. */
export function printToken(context: Context, made: WorkerToken): void {
  context.note(`On ${made.name}, in /var/lib/lava/dispatcher/worker/token; it is shown this once:`);
  context.output.say(made, () => made.token);
}
