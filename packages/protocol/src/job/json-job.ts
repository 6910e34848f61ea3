// SPDX-License-Identifier: Apache-2.0

/**
 * True for a definition of the first generation: its actions have a `command` that is text. A pipeline job written in
 * JSON syntax is not one.
 * @param parsed any YAML or JSON document
 */
export function isJsonJob(parsed: unknown): boolean {
  const actions = (parsed as { actions?: unknown } | null | undefined)?.actions;
  return (
    Array.isArray(actions) &&
    actions.length > 0 &&
    actions.every((action) => typeof action?.command === 'string')
  );
}
