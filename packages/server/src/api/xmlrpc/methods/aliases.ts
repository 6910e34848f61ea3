// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import { addAlias, alias, aliases, removeAlias } from '../../../device-types/aliases.ts';
import { asBody, type Method, method, name, signedIn } from '../method.ts';

export const ALIASES: Record<string, Method> = {
  add: signedIn(
    'another name for a device type',
    { name, device_type: name },
    async ({ db, actor }, args) => {
      await addAlias(db, actor, { name: asBody(Name, args.name), deviceType: args.device_type });
      return null;
    },
  ),
  delete: signedIn('remove an alias', { name }, async ({ db, actor }, args) => {
    await removeAlias(db, actor, args.name);
    return null;
  }),
  list: method('all aliases', {}, async ({ db, actor }) =>
    (await aliases(db, actor)).map((each) => each.name).sort(),
  ),
  show: method('an alias and its device type', { name }, async ({ db, actor }, args) => {
    const found = await alias(db, actor, args.name);
    return { name: found.name, device_type: found.deviceType };
  }),
};
