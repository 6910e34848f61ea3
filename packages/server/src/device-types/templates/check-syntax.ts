// SPDX-License-Identifier: Apache-2.0
import { templateInfo } from '@lava/jinja/template-info.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * Refuses a template or dictionary that no rendering could make sense of, at the place where it breaks. What it extends
 * is not looked at: that may be entered later.
 *
 * @throws LavaError `template-error`
 */
export function checkTemplateSyntax(text: string): void {
  try {
    templateInfo(text);
  } catch (thrown) {
    if (!(thrown instanceof LavaError)) throw thrown;
    const { message, where, hint } = thrown;
    const problem = { message, ...(where && { where }), ...(hint !== undefined && { hint }) };
    throw new LavaError('template-error', 'the text is not a Jinja2 template', {
      problems: [problem],
      cause: thrown,
    });
  }
}
