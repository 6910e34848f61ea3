// SPDX-License-Identifier: Apache-2.0

/** Which test cases may fail, by patterns of names. */

export interface Pattern {
  id: number;
  suite: string;
  name: string;
  reason: string;
  url: string | null;
}

interface Case {
  suite: string;
  set: string | null;
  name: string;
}

/** Returns what finds the entry of a case: one with its very name first, then that with the lowest number. */
export function knownBy<T extends Pattern>(entries: readonly T[]): (one: Case) => T | undefined {
  const inOrder = [...entries].sort((a, b) => a.id - b.id);
  const exact = Map.groupBy(
    inOrder.filter(({ name }) => !name.includes('*')),
    ({ name }) => name,
  );
  const wild = inOrder.filter(({ name }) => name.includes('*'));
  return ({ suite, set, name }) => {
    if (entries.length === 0) return undefined;
    const bare = suite.replace(/^\d+_/, '');
    const names = set === null ? [name] : [name, `${set}/${name}`];
    const ofSuite = (entry: T) => fits(entry.suite, bare) || entry.suite === suite;
    for (const one of names) {
      const found = exact.get(one)?.find(ofSuite);
      if (found) return found;
    }
    return wild.find((entry) => names.some((one) => fits(entry.name, one)) && ofSuite(entry));
  };
}

/** Whether a text is what a pattern says, in which `*` stands for anything; in steps of the length of both at most. */
export function fits(pattern: string, text: string): boolean {
  const [head = '', ...parts] = pattern.split('*');
  const tail = parts.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= tail.length && text.endsWith(tail);
}
