// SPDX-License-Identifier: Apache-2.0
import type { WorkerHealth } from '@lava/protocol/api/lab.ts';
import { workerHealthWord } from '../../output/words.ts';
import { manyArguments, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { ObjectName } from '../object-name.ts';

export const enable = setHealth('accept jobs again', 'active');
export const disable = setHealth('accept no new jobs; running ones continue', 'maintenance');

function setHealth(summary: string, health: WorkerHealth) {
  return defineVerb({
    summary,
    arguments: { worker: manyArguments('names of the workers', ObjectName, 'workers') },
    options: { reason: option('why, for the history', { value: 'text' }) },
    run(context, { worker: names }, { reason }) {
      const client = context.client();
      return forEach(context, names, 'worker', async (name) => {
        const worker = await client.workers.update(name, { health, reason });
        return { ...worker, text: `${worker.name} is ${workerHealthWord(worker.health)}` };
      });
    },
  });
}
