// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';
import type { Actor } from '../rights/permissions.ts';
import { deviceType } from './device-types.ts';
import { renderDictionary } from './templates/render.ts';

/** What a device of the type gets whose dictionary adds nothing, as YAML. @throws LavaError `not-found`, `template-error` */
export async function bareConfiguration(db: Database, actor: Actor | null, name: string): Promise<string> {
  const { name: known } = await deviceType(db, actor, name);
  const nothing = `{% extends '${known}.jinja2' %}\n`;
  return db.run((q) => renderDictionary(q, nothing, { name: known, deviceType: known }));
}
