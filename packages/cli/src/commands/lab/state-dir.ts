// SPDX-License-Identifier: Apache-2.0
import { FileName, option } from '../../program/parameters.ts';

/** The option of every command that works on a virtual lab. */
export const stateDir = () =>
  option(
    'directory of the virtual lab, each a lab of its own; /var/lib/lava-lab for root, else ~/.local/state/lava/lab',
    { value: 'directory', schema: FileName, complete: 'directory' },
  );
