// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkMessage, checkMessageFile } from './commits.ts';

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

  it('is read from the file that a hook gets, without what Git added', () => {
    const directory = mkdtempSync(join(tmpdir(), 'lava-message-'));
    const file = join(directory, 'COMMIT_EDITMSG');
    const added =
      '# Please enter the message\n# ------------------------ >8 ------------------------\ndiff --git a b\n';
    writeFileSync(file, `server: jobs wait\n\n${added}`);
    expect(checkMessageFile(file)).toEqual([expect.stringContaining('must say why')]);
    writeFileSync(file, `server: jobs wait\n\nA backup held them up.\n${added}`);
    expect(checkMessageFile(file)).toEqual([]);
    rmSync(directory, { recursive: true });
  });
});
