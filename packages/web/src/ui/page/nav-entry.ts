// SPDX-License-Identifier: Apache-2.0
import type { IconName } from '../icon/icon.tsx';

/** A feature's place in the menu of the shell. */
export interface NavEntry {
  to: string;
  label: string;
  icon: IconName;
  /** Of no use without an account. */
  account?: boolean;
}
