// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';

/** Whether a definition lets people type at its consoles. */
export function readTakeOver(definition: string): boolean {
  const { console: wish } = loadYaml(definition) as { console?: { take_over?: unknown } | null };
  return wish?.take_over === true;
}
