// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LONGEST_SUBJECT = 72;

/** Where the work of others ends and one's own begins: the first of these that exists. */
const BASES = ['origin/main', 'main'];

/** Problems with the messages of the commits that are not in `main` yet; none in a checkout of `main` itself. */
export function checkCommits(root: string): string[] {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const base = BASES.find((name) => git('rev-parse', '--verify', '--quiet', name).status === 0);
  if (base === undefined) return [];
  const { stdout } = git('log', '--no-merges', '--format=%h%n%B%x00', `${base}..HEAD`);
  return stdout
    .split('\0')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .flatMap((entry) => {
      const [id = '', ...message] = entry.split('\n');
      return checkMessage(message.join('\n')).map((problem) => `${id} ${problem}`);
    });
}

/** Problems with a message that is being written: Git's comments, and what `git commit -v` adds, do not count. */
export function checkMessageFile(file: string): string[] {
  const [message = ''] = readFileSync(file, 'utf8').split(/^# -+ >8 -+$/m);
  return checkMessage(message.replace(/^#.*\n?/gm, ''));
}

/** @param message of a commit, without Git's comments */
export function checkMessage(message: string): string[] {
  const [subject = '', blank = '', ...body] = message.trim().split('\n');
  return [
    ...(subject.length > LONGEST_SUBJECT
      ? [
          `the subject has ${subject.length} characters; at most ${LONGEST_SUBJECT} are shown whole: ${subject}`,
        ]
      : []),
    ...(/^[a-z][\w./-]*: \S/.test(subject) ? [] : [`the subject must be "area: what": ${subject}`]),
    ...(blank.trim() === '' && body.join('').trim() !== ''
      ? []
      : [`a body after a blank line must say why: ${subject}`]),
  ];
}
