// SPDX-License-Identifier: Apache-2.0
import { PERMISSION_KINDS, PERMISSIONS } from '@lava/protocol/api/permissions.ts';
import * as z from 'zod';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';

/** Filters of the permissions on one object, in the address of its page. */
export const GrantsSearch = z.object({
  permission: searchWords(PERMISSIONS),
  user: searchText,
  group: searchText,
});

/** Filters of the list of all permissions, in the address. */
export const PermissionsSearch = GrantsSearch.extend({
  kind: searchWords(PERMISSION_KINDS),
  sort: searchSort('object'),
});
