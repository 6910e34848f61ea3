// SPDX-License-Identifier: Apache-2.0

/** One word and one colour for a state; the word alone must be enough (not everybody sees colours). */
export interface Status {
  label: string;
  color: string;
  /** Something is going on right now. */
  active?: boolean;
}
