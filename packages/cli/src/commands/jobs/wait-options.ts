// SPDX-License-Identifier: Apache-2.0
import { flag } from '../../program/parameters.ts';

export const WAIT_OPTIONS = {
  wait: flag('wait for its end; the exit code is that of the outcome', 'w'),
  follow: flag('wait, and show log and results while it runs', 'f'),
};

export interface WaitOptions {
  wait: boolean;
  follow: boolean;
}
