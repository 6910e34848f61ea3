// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import { UsageError } from '../../exit-code.ts';
import { argument, flag, option, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ifVersion } from '../if-version.ts';
import { findQuery } from './find.ts';

export const save = defineVerb({
  summary: 'save a filter of jobs under a name',
  arguments: {
    name: argument('name of the query', Text),
    filter: argument("'type:qemu health:incomplete', or conditions as LAVA writes them", Text),
  },
  options: {
    description: option('what it is for', { value: 'text' }),
    publish: flag('everybody may see and run it'),
    group: option('of this group of yours, instead of you', { value: 'name' }),
    replace: flag('put it in the place of the query of yours that has the name'),
    ifVersion,
  },
  async run(context, { name, filter }, { publish: published, replace, ifVersion: seen, ...more }) {
    const methods = queryMethods(context.client());
    const { group, description } = more;
    if (seen !== undefined && !replace) throw new UsageError('--if-version needs --replace');
    const replaced = async () => {
      const found = await findQuery(context, group === undefined ? name : `${group}/${name}`);
      return methods.change(found.id, { filter, published, description }, seen ?? found.version);
    };
    const saved = replace ? await replaced() : await methods.save({ name, filter, published, ...more });
    context.output.say(saved, () => `query ${saved.name}: ${saved.filter}`);
  },
});
