// SPDX-License-Identifier: Apache-2.0
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Colours as they are in the end: while one changes into another, neither is what axe would see. */
const ENDED = `for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();`;

/**
 * What axe finds serious or critical on a page: rule, and the first elements.
 * @param rules all of axe's, when not given
 */
export async function seriousProblems(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  await page.evaluate(ENDED);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`)
          .join(' | ')}`,
    );
}
