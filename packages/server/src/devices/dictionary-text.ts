// SPDX-License-Identifier: Apache-2.0
import { templateInfo } from '@lava/jinja/template-info.ts';
import type { Queries } from '../db/database.ts';
import { updateDevice } from '../db/queries/devices.ts';
import { putText } from '../db/queries/texts.ts';

/** Stores a dictionary, and with the device what the scheduler must know of it without rendering. */
export async function putDictionary(
  q: Queries,
  device: string,
  text: string,
  author: string,
  expected?: number,
) {
  const stored = await putText(q, 'dictionary', device, text, author, expected);
  await updateDevice(q, device, { exclusive: isExclusive(text) });
  return stored;
}

/**
 * Whether the dictionary says that the device takes no JSON jobs: `{% set exclusive = 'True' %}`, this very text as in
 * LAVA; a boolean or `'true'` means nothing.
 */
export function isExclusive(dictionary: string): boolean {
  try {
    const values = templateInfo(dictionary).sets.filter(({ name }) => name === 'exclusive');
    return values.at(-1)?.value === 'True';
  } catch {
    return false; // not a template: no job can run on it at all
  }
}
