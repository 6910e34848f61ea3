// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { enterBoards } from '@lava/cli/commands/lab/enter.ts';
import { labDown } from '@lava/lab/boards/down.ts';
import { type Place, placeOf } from '@lava/lab/boards/place.ts';
import { labUp } from '@lava/lab/boards/up.ts';
import type { Lab } from '@lava/lab/lab.ts';

/** Where the demo in `directory` has its virtual boards. */
export function boardsPlace(directory: string): Place {
  return placeOf(join(directory, 'boards'));
}

/** Makes so many boards and enters them, as `lava lab up` does. */
export async function enterNewBoards(
  { client, url, workerName }: Lab,
  directory: string,
  count: number,
): Promise<void> {
  const { place, lab } = await labUp({ directory: boardsPlace(directory).directory, arch: 'arm64', count });
  await enterBoards({ client, url, worker: workerName, place, lab });
}

/** Ends what this demo, or one that was killed, has of boards. */
export async function endBoards(directory: string): Promise<void> {
  const place = boardsPlace(directory);
  if (existsSync(place.directory)) await labDown(place);
}
