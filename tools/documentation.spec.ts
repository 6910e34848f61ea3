// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseTestDefinition } from '@lava/dispatcher/overlay/test-definition-file.ts';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

/** Code is not prose: what looks like a link in it is none. */
const prose = (file: string) =>
  text(file)
    .replace(/^(`{3,})[\s\S]*?^\1/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** As GitHub and GitLab make them: lower case, words joined by hyphens, punctuation dropped. */
function anchorsOf(file: string): string[] {
  const headings = [
    ...text(file)
      .replace(/^(`{3,})[\s\S]*?^\1/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ];
  return headings.map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe('links in the documentation', () => {
  it.each(pages)('of %s lead somewhere', (file) => {
    const broken = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const found = path === '' ? file : normalize(join(dirname(file), path));
        if (!existsSync(join(root, found))) return true;
        const isPage = statSync(join(root, found)).isFile() && found.endsWith('.md');
        return anchor !== undefined && isPage && !anchorsOf(found).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('reach every guide from the index', () => {
    const index = text('docs/README.md');
    const guides = pages.filter((file) => /^docs\/(how-to|tutorials|explanation)\//.test(file));
    expect(guides.filter((file) => !index.includes(file.replace('docs/', '')))).toEqual([]);
  });
});

it('shows a test definition that is one', async () => {
  const [, definition = ''] =
    /```yaml\n(metadata:[\s\S]*?)```/.exec(text('docs/how-to/write-a-test-definition.md')) ?? [];
  const { run } = await parseTestDefinition('the example', definition);
  expect(run?.steps).toHaveLength(4);
});

it('has the headings of a decision in every decision', () => {
  const decisions = pages.filter((file) => /^docs\/decisions\/\d/.test(file));
  const headings = (file: string) => [...text(file).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  for (const file of decisions)
    expect(headings(file), file).toEqual(['Situation', 'Considered', 'Decision', 'Consequences']);
});
