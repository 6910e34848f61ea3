// SPDX-License-Identifier: Apache-2.0
import { isHashable } from '@lava/yaml/dict.ts';
import { DictView } from './views.ts';

/** Whether Python would take a value of a template as a dictionary's key. */
export function isKey(value: unknown): boolean {
  return isHashable(value) && !(value instanceof DictView && value.kind !== 'values');
}
