// SPDX-License-Identifier: Apache-2.0
import type { Where } from '@lava/protocol/error/error.ts';

type Load = (name: string) => string | undefined;

const TAG = /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/g;
const REFERENCE = /\{%[-+]?\s*(?:extends|include|import|from)\s+(['"])(.+?)\1/g;
/** Characters of a template's line that must be there literally; fewer fit anywhere. */
const LEAST_LITERAL = 3;

/**
 * The line of a template that most likely made a line of rendered text: the one with the most literal text that fits.
 * Looks into the text called `name` and every text that it extends or includes. Rendering keeps no track of lines; problems of a rendered
 * configuration are rare, so they are traced back when there is one.
 */
export function originOf(rendered: string, name: string, text: string, load: Load): Where | undefined {
  const wanted = rendered.trim();
  let best: { where: Where; weight: number } | undefined;
  for (const [file, source] of family(name, text, load)) {
    for (const [index, line] of source.split('\n').entries()) {
      const weight = fit(line.trim(), wanted);
      if (weight > (best?.weight ?? LEAST_LITERAL - 1)) best = { where: { file, line: index + 1 }, weight };
    }
  }
  return best?.where;
}

/** How many literal characters of a template's line are in the rendered one; 0 when it does not fit. */
function fit(line: string, rendered: string): number {
  const literals = line.split(TAG).map((text) => text.trim());
  const weight = literals.join('').length;
  if (weight === 0) return 0;
  let position = 0;
  for (const [index, literal] of literals.entries()) {
    const found = index === 0 ? (rendered.startsWith(literal) ? 0 : -1) : rendered.indexOf(literal, position);
    if (found < 0) return 0;
    position = found + literal.length;
  }
  const open = literals.length > 1 && literals.at(-1) === '';
  return open || position === rendered.length ? weight : 0;
}

/** A template and every template that it names literally, nearest first. */
function family(name: string, text: string, load: Load): [string, string][] {
  const sources: [string, string][] = [[name, text]];
  const seen = new Set<string>();
  for (const [, source] of sources) {
    for (const [, , reference = ''] of source.matchAll(REFERENCE)) {
      const found = seen.has(reference) ? undefined : load(reference);
      seen.add(reference);
      if (found !== undefined) sources.push([reference, found]);
    }
  }
  return sources;
}
