// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { addAlias, alias, aliases, removeAlias } from '../../../device-types/aliases.ts';
import { asBody, type Method, method, name, signedIn } from '../method.ts';
import { Fault } from '../value.ts';

/** They are the other way round here. */
const CODES: Partial<Record<string, number>> = { conflict: 404, 'not-found': 400 };

export const ALIASES: Record<string, Method> = {
  add: signedIn(
    'another name for a device type',
    { name, device_type: name },
    async ({ db, actor }, args) => {
      const alias = { name: asBody(Name, args.name), deviceType: args.device_type };
      const added = await addAlias(db, actor, alias).catch((thrown: unknown) => {
        const code = thrown instanceof LavaError ? CODES[thrown.code] : undefined;
        throw code === undefined ? thrown : new Fault(code, (thrown as LavaError).message);
      });
      if (!added) throw new Fault(404, 'Alias with this Alias for this device-type already exists.');
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
