// SPDX-License-Identifier: Apache-2.0

import { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import * as z from 'zod';

/** A MultiNode job as the jobs that it consists of. Everything here is plain data, so that a thread can do it. */

const MULTINODE = 'lava-multinode';

/** What the split needs of a job that the dispatcher's schemas and rules accept. */
const Role = z.looseObject({
  count: z.int().nonnegative(),
  essential: z.boolean().nullish(),
  device_type: z.string(),
  device: z.string().nullish(),
  worker: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  context: z.unknown().optional(),
});
const Whole = z.looseObject({
  protocols: z.looseObject({ [MULTINODE]: z.looseObject({ roles: z.record(z.string(), Role) }) }),
  actions: z.array(z.record(z.string(), z.looseObject({ role: z.unknown() }))),
});

/** What each job of a role asks for. */
export interface RoleNeed {
  role: string;
  count: number;
  essential: boolean;
  deviceType: string;
  device: string | undefined;
  worker: string | undefined;
  tags: string[];
}

/** Undefined for a job of one device, also for one that was split already. */
export function rolesOf(job: unknown): RoleNeed[] | undefined {
  const whole = Whole.safeParse(job);
  if (!whole.success) return undefined;
  const roles = Object.entries(whole.data.protocols[MULTINODE].roles);
  return roles.map(([role, { count, essential, device_type, device, worker, tags }]) => ({
    ...{ role, count, essential: essential === true, deviceType: device_type },
    ...{ device: device ?? undefined, worker: worker ?? undefined, tags: [...new Set(tags)].sort() },
  }));
}

/** A job of the group: its number in it, and the text that its dispatcher gets. */
export interface SplitJob {
  id: number;
  subId: number;
  role: string;
  definition: string;
}

/** Characters of all definitions of a group together. */
const MOST_TEXT = 32 * 1024 * 1024;

/** What each job has of the whole, as it is there. */
const SHARED = [
  ...['job_name', 'timeouts', 'priority', 'visibility', 'notify', 'metadata', 'secrets'],
  'reboot_to_fastboot',
];

/**
 * @param ids of the jobs that it becomes, one for each device
 * @throws LavaError `job-invalid` when they would be too large
 */
export function splitJob({ text, targetGroup, ids }: SplitInput): SplitJob[] {
  const whole = Whole.parse(loadYaml(text));
  const { [MULTINODE]: protocol, ...protocols } = whole.protocols;
  const { roles, ...settings } = protocol;
  const names = Object.entries(roles).flatMap(([role, { count }]) => Array<string>(count).fill(role));
  const byId = Object.fromEntries(ids.map((id, n) => [String(id), names[n]]));
  const shared = Object.fromEntries(SHARED.filter((key) => key in whole).map((key) => [key, whole[key]]));
  let size = 0;
  return names.map((role, subId) => {
    const { device_type, context, count: _, ...own } = roles[role] as z.infer<typeof Role>;
    const group = { target_group: targetGroup, role, group_size: names.length, sub_id: subId, roles: byId };
    const definition = dumpYaml({
      ...shared,
      device_type,
      ...(context !== undefined && { context }),
      protocols: { ...protocols, [MULTINODE]: { ...settings, ...own, ...group } },
      actions: actionsOf(whole.actions, role),
    });
    size += definition.length;
    if (size > MOST_TEXT)
      throw new LavaError(
        'job-invalid',
        `the jobs of the group have more than ${MOST_TEXT} characters together`,
        {
          hint: 'use a smaller group, or a shorter definition',
        },
      );
    return { id: ids[subId] ?? 0, subId, role, definition };
  });
}

export interface SplitInput {
  text: string;
  targetGroup: string;
  ids: readonly number[];
}

/** Its blocks, in their order. */
function actionsOf(actions: z.infer<typeof Whole>['actions'], role: string) {
  return actions.flatMap((action) => {
    const blocks = Object.entries(action).filter(([, block]) => [block.role].flat().includes(role));
    return blocks.length === 0
      ? []
      : [Object.fromEntries(blocks.map(([name, block]) => [name, { ...block, role }]))];
  });
}
