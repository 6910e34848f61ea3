// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Name, Timestamp } from './common.ts';
import { ListQuery, Page } from './list.ts';

/** What users and groups may do with the lab's objects. */

export const PERMISSION_KINDS = ['device-type', 'device', 'worker'] as const;
export const PermissionKind = z.enum(PERMISSION_KINDS);
export type PermissionKind = z.infer<typeof PermissionKind>;

/** The later includes the earlier; `add` and `remove` are for all objects of a kind. */
export const PERMISSIONS = ['view', 'submit', 'change', 'add', 'remove'] as const;
export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

const given = {
  kind: PermissionKind,
  object: Name.nullable().describe('name of the device type, device or worker; null: all of the kind'),
  permission: Permission,
  user: z.string().min(1).max(200).nullable().default(null),
  group: z.string().min(1).max(200).nullable().default(null),
};

/** One permission of one user or group. */
export const Grant = z.object({ id: z.int(), ...given, created: Timestamp });
export type Grant = z.infer<typeof Grant>;
export const GrantList = Page(Grant);

export const AddGrant = z
  .object({ ...given, object: given.object.default(null) })
  .refine(({ user, group }) => (user === null) !== (group === null), 'give either user or group')
  .refine(
    ({ kind, permission }) => kind !== 'worker' || permission !== 'submit',
    'jobs are submitted to device types and devices, not to workers',
  )
  .refine(
    ({ object, permission }) => object === null || (permission !== 'add' && permission !== 'remove'),
    'add and remove are for all objects of a kind: leave out `object`',
  );
export type AddGrant = z.infer<typeof AddGrant>;

export const GrantQuery = ListQuery(
  {
    kind: PermissionKind.optional(),
    object: Name.optional(),
    permission: Permission.optional(),
    user: z.string().min(1).max(200).optional(),
    group: z.string().min(1).max(200).optional(),
  },
  { sorts: ['id', 'object'], sort: 'object' },
);
export type GrantQuery = z.infer<typeof GrantQuery>;
