// SPDX-License-Identifier: Apache-2.0

/** What one rendering may cost. Beyond a limit it ends with `template-limit`. */
export interface TemplateLimits {
  /** Milliseconds of rendering, compilation of its templates included; of the processor, not of the clock. */
  time: number;
  /** Rounds of loops, calls, and 64 units each of what is made or gone through; well under a microsecond each. */
  steps: number;
  /** Nesting of macro calls, blocks, includes and recursive loops. */
  depth: number;
  /** Characters of the result. */
  output: number;
  /**
   * Units of all values that are made on the way, not only of those alive at the same time: a character of a string is one unit,
   * an item of a list eight. A unit is a byte or two of memory.
   */
  memory: number;
  /** Characters of one template's source. */
  source: number;
}

/** The largest of 363 public device types renders in 2 ms to 40,000 characters, with 300,000 units. */
export const TEMPLATE_LIMITS: Readonly<TemplateLimits> = {
  time: 1000,
  steps: Number.POSITIVE_INFINITY,
  depth: 100,
  output: 4 << 20,
  memory: 16 << 20,
  source: 256 << 10,
};

/** Python's sandbox refuses a longer `range()`. */
export const MAX_RANGE = 100_000;
