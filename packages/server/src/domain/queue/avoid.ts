// SPDX-License-Identifier: Apache-2.0
import { type Demand, type Lab, matches, obstacle, PASSES } from './lab.ts';

/**
 * The demand of a job that failed on some devices: without those, as long as there is another one that takes jobs, now or
 * when it comes free. Else the job would wait for a repair, and one of them is better than none.
 */
export function withoutFailed(demand: Demand, lab: Lab): Demand {
  const { avoid = [] } = demand;
  if (avoid.length === 0) return demand;
  const elsewhere = { ...demand, barred: new Set([...(demand.barred ?? []), ...avoid]) };
  const isThere = lab.devices.some(
    (device) =>
      lab.types.has(device.deviceType) &&
      matches(elsewhere, device) &&
      PASSES.includes(obstacle(lab, device)),
  );
  return isThere ? elsewhere : demand;
}

/** What that means to a job that waits, in words; none for one that did not fail yet. */
export function failedBefore(demand: Demand, lab: Lab): string[] {
  const { avoid = [] } = demand;
  if (avoid.length === 0) return [];
  const where = `it failed on ${avoid.join(', ')} before`;
  if (withoutFailed(demand, lab) !== demand) return [`${where}, and is tried again on another device`];
  return [`${where}, and no other device takes it now`];
}
