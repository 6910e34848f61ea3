// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Block } from '@lava/protocol/job/job.ts';

/** A test block that the namespace will run, known before its deploy and boot are planned. */
export interface PlannedTest {
  block: Block;
  /** Number of the block among those of its namespace that need the overlay: directory `/lava-<job>/<stage>`. */
  stage: number;
  needsDeploymentData: boolean;
  needsOverlay: boolean;
  needsShell: boolean;
}

/**
 * Names what a block leaves for later blocks of its namespace, e.g. the files that a deploy fetches. Declared once, in the
 * module that owns the value; who reads it imports the key, so producers and consumers can be found by reference.
 *
 * Values are handed over while planning. What is known only when the job runs is a slot inside the value.
 */
export class HandOver<T> {
  /** For the message when no earlier block provides it, e.g. `the files of a deploy block`. */
  readonly what: string;
  /** What to do then. */
  readonly hint: string;
  /** Carries the type; never set. */
  declare readonly of: T;

  constructor(what: string, hint: string) {
    this.what = what;
    this.hint = hint;
  }
}

/** What the blocks of one namespace know of each other. */
export class Target {
  readonly namespace: string;
  readonly tests: PlannedTest[] = [];
  readonly #provided = new Map<HandOver<unknown>, unknown>();
  readonly #missing: (problem: Problem) => void;

  /** @param missing gets what a block needs and no earlier one provides */
  constructor(namespace: string, missing: (problem: Problem) => void) {
    this.namespace = namespace;
    this.#missing = missing;
  }

  /** Leaves a value for later blocks of the namespace, in place of an earlier one. Called while planning. */
  provide<T>(key: HandOver<T>, value: T): T {
    this.#provided.set(key, value);
    return value;
  }

  /** What the nearest earlier block has left, if one has. */
  find<T>(key: HandOver<T>): T | undefined {
    return this.#provided.get(key) as T | undefined;
  }

  /**
   * The same, for a block that cannot do without: a job is refused before anything is touched when no earlier block of the
   * namespace provides it.
   * @param instead what such a job is planned with
   */
  require<T>(key: HandOver<T>, instead: () => T): T {
    if (this.#provided.has(key)) return this.#provided.get(key) as T;
    this.#missing({
      message: `namespace ${this.namespace} lacks ${key.what} when this block begins`,
      hint: key.hint,
    });
    return instead();
  }

  get needsDeploymentData(): boolean {
    return this.tests.some((test) => test.needsDeploymentData);
  }

  get needsOverlay(): boolean {
    return this.tests.some((test) => test.needsOverlay);
  }

  get needsShell(): boolean {
    return this.tests.some((test) => test.needsShell);
  }
}
