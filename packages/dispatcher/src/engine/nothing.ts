// SPDX-License-Identifier: Apache-2.0

/**
 * `run` of a step that has a place in the plan, since dashboards know its name, but nothing to do: its work is part of
 * another step. A step without `run` and without children is one that this version can plan only; see `validatePlan`.
 */
export async function nothing(): Promise<void> {}
