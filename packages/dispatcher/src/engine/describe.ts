// SPDX-License-Identifier: Apache-2.0
import type { Step } from './step.ts';

/** A step as `lava-run --describe json` prints it; the form of LAVA's pipeline descriptions. */
export interface StepDescription {
  level: string;
  name: string;
  max_retries: number;
  /** Seconds. */
  timeout: number;
  url?: string;
  pipeline?: StepDescription[];
}

export function describe(step: Step): StepDescription {
  return {
    level: step.level,
    name: step.name,
    max_retries: step.maxRetries,
    timeout: step.timeout,
    ...(step.spec.url !== undefined && { url: step.spec.url }),
    ...(step.children.length > 0 && { pipeline: step.children.map(describe) }),
  };
}

/** The same for people: one line a step, indented by its depth. */
export function describeAsTree(step: Step): string {
  const attempts = step.maxRetries > 1 ? `, ${step.maxRetries} attempts` : '';
  const url = step.spec.url === undefined ? '' : ` ${step.spec.url}`;
  const depth = step.level.split('.').length - 1;
  const line = `${'  '.repeat(depth)}${step.level} ${step.name} (${step.timeout} s${attempts})${url}\n`;
  return line + step.children.map(describeAsTree).join('');
}
