// SPDX-License-Identifier: Apache-2.0
import type { ChangeEvent } from '@lava/protocol/api/stream.ts';
import { RESOURCES, reflects } from './resources.ts';

/** A query's key: resource, kind of answer, then what it is about (queries.ts). */
type QueryKey = readonly unknown[];

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
    if (this.everything) return Object.hasOwn(RESOURCES, resource);
    if ([...this.names.keys()].some((changed) => reflects(resource, changed))) return true;
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
