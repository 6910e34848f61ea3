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
  const { exclusive, base } = factsOf(text);
  await updateDevice(q, device, { exclusive, base_template: base });
  return stored;
}

interface Facts {
  /** Takes no JSON jobs: `{% set exclusive = 'True' %}`, this very text as in LAVA; a boolean or `'true'` means nothing. */
  exclusive: boolean;
  /** Name of the template that it extends, without `.jinja2`. */
  base: string | null;
}

export function factsOf(dictionary: string): Facts {
  try {
    const { sets, extends: parent } = templateInfo(dictionary);
    const exclusive = sets.filter(({ name }) => name === 'exclusive').at(-1)?.value === 'True';
    return { exclusive, base: parent?.replace(/\.jinja2$/, '') ?? null };
  } catch {
    return { exclusive: false, base: null }; // not a template: no job can run on it at all
  }
}
