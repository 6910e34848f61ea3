// SPDX-License-Identifier: Apache-2.0
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';

/** A query's key: resource, kind of answer, then what it is about (queries.ts). */
type QueryKey = readonly unknown[];

/**
 * Resources whose answers hold something of a changed one: a worker its running jobs, a type its counts of
 * devices and of waiting jobs, a device whether its worker is there. */
const REFLECTED_IN: Record<string, readonly string[]> = {
  job: ['worker', 'device-type'],
  device: ['device-type'],
  worker: ['device'],
};

/** What has changed since it was last asked for. */
export class Stale {
  private readonly names = new Map<string, Set<string>>();
  private everything = false;

  add({ resource, name }: ChangeEvent): void {
    const names = this.names.get(resource) ?? new Set();
    this.names.set(resource, names.add(name));
  }

  /** Changes may have been missed. */
  addEverything(): void {
    this.everything = true;
  }

  /** Whether the answer to this query may have changed. Records of jobs come by their own stream. */
  has([resource, kind, about]: QueryKey): boolean {
    if (typeof resource !== 'string') return false;
    if (this.everything) return ['job', 'device', 'worker', 'device-type'].includes(resource);
    if ([...this.names.keys()].some((changed) => REFLECTED_IN[changed]?.includes(resource))) return true;
    const names = this.names.get(resource);
    if (!names) return false;
    // An empty name stands for many of them.
    return kind === 'list' || names.has('') || (kind !== 'results' && names.has(String(about)));
  }

  clear(): void {
    this.names.clear();
    this.everything = false;
  }
}
