// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '../../CHANGELOG.md');

/** The newest section of CHANGELOG.md in Debian's format. */
export function debianChangelog(name: string, version: string, maintainer: string): string {
  const section = /^## .*\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readFileSync(source, 'utf8'))?.[1] ?? '';
  const items = [...section.matchAll(/^- (.*(?:\n {2}.*)*)/gm)].map(([, text = '']) => text);
  const lines = items.flatMap((text) => fold(text.replace(/\s+/g, ' ').replaceAll('`', '')));
  const date = releaseDate().toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) unstable; urgency=medium\n\n${lines.join('\n')}\n\n -- ${maintainer}  ${date}\n`;
}

/**
 * The one date in packages, so that the same sources give the same bytes: `SOURCE_DATE_EPOCH`, else of the commit, else
 * when CHANGELOG.md was written.
 */
export function releaseDate(env: NodeJS.ProcessEnv = process.env): Date {
  const epoch = env.SOURCE_DATE_EPOCH ?? commitTime();
  return epoch ? new Date(Number(epoch) * 1000) : statSync(source).mtime;
}

/** Seconds since 1970; undefined outside of a Git checkout. */
function commitTime(): string | undefined {
  const cwd = join(source, '..');
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Lines of at most 78 characters, indented below their bullet. */
function fold(text: string): string[] {
  const lines: string[] = [];
  let line = '  *';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > 78) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
