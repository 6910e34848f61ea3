// SPDX-License-Identifier: Apache-2.0
import { integer, option } from '../program/parameters.ts';

/** Of verbs that replace what somebody else may have changed meanwhile. */
export const ifVersion = option('only if this is still its version, as --json of what shows it says', {
  schema: integer(0, 999_999_999),
});
