// SPDX-License-Identifier: Apache-2.0

/** Shorter ones occur everywhere and save nothing. */
const SHORTEST = 2;

/**
 * Texts of which every match of the expression contains at least one, or undefined when none is sure. Searching them first
 * is many times faster than running the expression, and the console prints mostly what matches nothing.
 * @param source in JavaScript's syntax
 */
export function requiredLiterals(source: string): string[] | undefined {
  const branches = topLevelBranches(source);
  const found: string[] = [];
  for (const branch of branches ?? []) {
    const best = longestRun(branch);
    if (best.length < SHORTEST) return undefined;
    found.push(best);
  }
  return found.length > 0 ? found : undefined;
}

type Token = {
  literal?: string;
  optional?: boolean;
  /** A text inside of a group, which is in every match of it. */
  inside?: string;
};

/** Tokens of each alternative; undefined when the expression is not understood. */
function topLevelBranches(source: string): Token[][] | undefined {
  const branches: Token[][] = [[]];
  let i = 0;
  while (i < source.length) {
    const branch = branches.at(-1) as Token[];
    const char = source[i] as string;
    if (char === '|') {
      branches.push([]);
      i += 1;
      continue;
    }
    const { token, next } = readToken(source, i);
    if (next <= i) return undefined;
    i = next;
    const quantifier = /^(?:[*+?]|\{\d*,?\d*\})[?+]?/.exec(source.slice(i, i + 24))?.[0] ?? '';
    i += quantifier.length;
    if (quantifier !== '' && quantifier[0] !== '+') token.optional = true;
    branch.push(token);
    // A repeated character is there once for sure, but what follows is not next to it.
    if (quantifier[0] === '+') branch.push({});
  }
  return branches;
}

function readToken(source: string, i: number): { token: Token; next: number } {
  const char = source[i] as string;
  if (char === '\\') {
    const next = source[i + 1] ?? '';
    if (/[xuckpP0-9]/.test(next)) return { token: {}, next: i + 2 };
    return { token: /[A-Za-z]/.test(next) ? {} : { literal: next }, next: i + 2 };
  }
  if (char === '[') return { token: {}, next: groupEnd(source, i) };
  if (char === '(') {
    const next = groupEnd(source, i);
    const inner =
      next < 0 ? undefined : /^\((?:\?<\w+>|\?:|(?!\?))([\s\S]*)\)$/.exec(source.slice(i, next))?.[1];
    const inside = inner === undefined ? undefined : requiredLiterals(inner);
    return { token: inside?.length === 1 ? { inside: inside[0] as string } : {}, next };
  }
  if (/[.^$]/.test(char)) return { token: {}, next: i + 1 };
  return { token: { literal: char }, next: i + 1 };
}

/** Index after the class or group that starts at `i`. */
function groupEnd(source: string, i: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = i; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') {
      if (depth === 0 && at !== i) return -1;
      inClass = true;
      if (source[at + 1] === '^') at++;
    } else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (depth === 0 && !inClass) return at + 1;
  }
  return -1;
}

function longestRun(tokens: Token[]): string {
  let best = '';
  let run = '';
  for (const { literal, optional, inside } of [...tokens, {}]) {
    if (inside !== undefined && !optional && inside.length > best.length) best = inside;
    if (literal !== undefined && !optional) {
      run += literal;
      continue;
    }
    if (run.length > best.length) best = run;
    run = '';
  }
  return best;
}
