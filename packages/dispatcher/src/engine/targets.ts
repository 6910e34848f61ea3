// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import { Target } from './target.ts';

/** The namespaces of a job; one is made when a block first names it. */
export class Targets {
  readonly #all = new Map<string, Target>();
  readonly #missing: (problem: Problem) => void;

  /** @param missing as for {@link Target} */
  constructor(missing: (problem: Problem) => void) {
    this.#missing = missing;
  }

  get all(): ReadonlyMap<string, Target> {
    return this.#all;
  }

  /** The namespace of a block. */
  of(block: Block): Target {
    const namespace = namespaceOf(block);
    const known = this.#all.get(namespace);
    if (known) return known;
    const target = new Target(namespace, this.#missing);
    this.#all.set(namespace, target);
    return target;
  }
}

export function namespaceOf({ namespace }: Block): string {
  return namespace ?? 'common';
}
