// SPDX-License-Identifier: Apache-2.0
import type { Connection } from '../console/connection.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { HandOver } from '../engine/target.ts';

/** The console of a namespace's device. Apart from the class, so that planning does not load what talks to devices. */
export const CONNECTION = new HandOver<Slot<Connection>>(
  'an open console',
  'a boot block of the same namespace, one that connects to the device, comes before it',
);

/** The console that a step of this block opens; the namespace has one at a time. */
export function openedConsole({ target }: Pick<PlanContext, 'target'>): Slot<Connection> {
  return target.find(CONNECTION) ?? target.provide(CONNECTION, emptyConsole(target.namespace));
}

/**
 * The console that an earlier step has opened.
 * @throws LavaError `job-invalid` when none does
 */
export function neededConsole({ target }: Pick<PlanContext, 'target'>): Slot<Connection> {
  return target.require(CONNECTION, () => emptyConsole(target.namespace));
}

function emptyConsole(namespace: string): Slot<Connection> {
  return new Slot<Connection>(`console of namespace ${namespace}`);
}
