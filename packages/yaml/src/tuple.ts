// SPDX-License-Identifier: Apache-2.0

/** A Python `tuple`: an array that prints with parentheses and may be a dictionary's key. */
export class PyTuple extends Array<unknown> {
  // map(), slice() and filter() of a tuple give plain arrays (lists), never half-made tuples.
  static override get [Symbol.species]() {
    return Array;
  }
}

export function tupleOf(items: Iterable<unknown>): PyTuple {
  const tuple = new PyTuple();
  for (const item of items) tuple.push(item);
  return tuple;
}
