// SPDX-License-Identifier: Apache-2.0
import { knownFailureMethods } from '@lava/protocol/api/client/known-failures.ts';
import { JobNumber, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const remove = defineVerb({
  summary: 'say that test cases may not fail any more',
  arguments: { id: manyArguments('numbers of the entries', JobNumber) },
  run(context, { id: ids }) {
    const methods = knownFailureMethods(context.client());
    return forEach(context, ids, 'known failure', async (id) => {
      await methods.remove(id);
      return { id, removed: true, text: `known failure ${id} is removed` };
    });
  },
});
