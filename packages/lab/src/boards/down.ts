// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { type LabFile, readLab, writeLab } from './lab-file.ts';
import { endAll } from './parts.ts';
import { type Place, withLab } from './place.ts';
import { cutPower } from './power.ts';

/**
 * Cuts the power and ends every program of the lab, also one of a lab whose files are gone or damaged. The directory stays,
 * with the ports, so that the same boards can come back.
 * @returns the lab as it was; undefined when there was none
 * @throws LavaError `conflict`, `host-tool-failed`
 */
export async function labDown(place: Place): Promise<LabFile | undefined> {
  if (!existsSync(place.directory)) {
    await endAll(place);
    return undefined;
  }
  return withLab(place, async () => {
    const lab = readable(place);
    for (const board of lab?.boards ?? []) cutPower(place, board);
    await endAll(place);
    if (lab) writeLab(place, { ...lab, boards: [] });
    return lab && lab.boards.length > 0 ? lab : undefined;
  });
}

/** A damaged file must not keep anybody from ending what runs. */
function readable(place: Place): LabFile | undefined {
  try {
    return readLab(place);
  } catch {
    return undefined;
  }
}
