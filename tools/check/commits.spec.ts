// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { checkMessage } from './commits.ts';

describe('the message of a commit', () => {
  it('is accepted with a short subject that names the area, and a body', () => {
    expect(checkMessage('server: jobs wait for no lock\n\nA backup held them up for minutes.\n')).toEqual([]);
    expect(checkMessage('e2e/web: one lab\n\nSeven took a minute.\n')).toEqual([]);
  });

  it.each([
    ['server: jobs wait', 'a body after a blank line must say why'],
    ['server: jobs wait\nA backup held them up.', 'a body after a blank line must say why'],
    ['jobs wait for no lock\n\nA backup held them up.', 'the subject must be "area: what"'],
    [`server: ${'x'.repeat(65)}\n\nWhy.`, 'the subject has 73 characters; at most 72'],
  ])('is refused: %j', (message, problem) => {
    expect(checkMessage(message)).toEqual([expect.stringContaining(problem)]);
  });
});
