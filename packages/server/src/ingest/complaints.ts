// SPDX-License-Identifier: Apache-2.0

/** Kinds of trouble that are remembered; further ones are logged each time. */
const MOST = 1_000;

/** What has been logged already: whoever causes the same trouble again and again must not fill the log. */
export class Complaints {
  readonly #known = new Set<string>();

  /** True the first time. */
  isNew(trouble: string): boolean {
    if (this.#known.has(trouble)) return false;
    if (this.#known.size < MOST) this.#known.add(trouble);
    return true;
  }
}
