// SPDX-License-Identifier: Apache-2.0
import type { Device, DeviceType, Worker } from '@lava/protocol/api/lab.ts';
import type { Lab } from './query.ts';

/** What a board does, or why it does nothing; the first that is true of it. */
export const BOARD_STATES = [
  'bad',
  'maintenance',
  'running',
  'reserved',
  'unreachable',
  'looping',
  'unknown',
  'idle',
] as const;
export type BoardState = (typeof BOARD_STATES)[number];

export interface Board {
  device: Device;
  state: BoardState;
}

/** The boards of a device type, and how many jobs wait for one. */
export interface BoardsOfType {
  name: string;
  queued: number;
  boards: Board[];
}

/** Whether a worker can run jobs now. */
export function isReachable({ state, health }: Pick<Worker, 'state' | 'health'>): boolean {
  return state === 'online' && health === 'active';
}

/** Types with boards, or with jobs that wait for one, by name. */
export function boardsByType({ devices, deviceTypes, workers }: Lab): BoardsOfType[] {
  const reachable = new Set(workers.items.filter(isReachable).map(({ name }) => name));
  const of = Map.groupBy(devices.items, ({ deviceType }) => deviceType);
  const queued = new Map(deviceTypes.items.map((type) => [type.name, type.queued]));
  const names = new Set([...of.keys(), ...deviceTypes.items.filter(waitsForBoards).map(({ name }) => name)]);
  return [...names].sort().map((name) => ({
    name,
    queued: queued.get(name) ?? 0,
    boards: (of.get(name) ?? []).map((device) => ({ device, state: stateOf(device, reachable) })),
  }));
}

function waitsForBoards({ queued }: DeviceType): boolean {
  return queued > 0;
}

function stateOf({ health, state, worker }: Device, reachable: ReadonlySet<string>): BoardState {
  if (health === 'bad' || health === 'maintenance') return health;
  if (state !== 'idle') return state;
  if (worker === null || !reachable.has(worker)) return 'unreachable';
  return health === 'unknown' || health === 'looping' ? health : 'idle';
}

/** How many boards are in each state; those that none is in are left out. */
export function countStates(types: readonly BoardsOfType[]): [BoardState, number][] {
  const all = Map.groupBy(
    types.flatMap(({ boards }) => boards),
    ({ state }) => state,
  );
  return BOARD_STATES.flatMap((state): [BoardState, number][] => {
    const count = all.get(state)?.length ?? 0;
    return count > 0 ? [[state, count]] : [];
  });
}
