// SPDX-License-Identifier: Apache-2.0

/** What the files below a path prefix may import; they may always import each other. */
export interface ImportRule {
  /** Path prefixes below the repository. */
  internal: string[];
  /** Packages of the registry and modules of Node. */
  external: 'any' | string[] | { not: string[] };
}
