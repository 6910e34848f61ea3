// SPDX-License-Identifier: Apache-2.0
import { PyTuple } from '@lava/yaml/tuple.ts';

/** What `groupby` yields: a pair that also answers to `grouper` and `list`. */
export class GroupTuple extends PyTuple {
  static make(grouper: unknown, list: unknown[]): GroupTuple {
    const group = new GroupTuple();
    group.push(grouper, list);
    return group;
  }
}
