// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** What Linux allows, bytes: of a path with its final NUL, and of one name in it. */
const LONGEST_PATH = 4095;
const LONGEST_NAME = 255;

/** Characters that break lines, end strings or steer terminals; halves of characters; what stands for bytes that are not UTF-8. */
export const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\ufffd]/u;

/** Schemas use this in the browser too. */
const ENCODER = new TextEncoder();

/** Characters of a name that messages quote. */
const QUOTED = 120;

/**
 * The one rule for paths within an image, overlay, archive or repository, whoever names them: UTF-8 text without control
 * characters, as long as Linux allows, and never out of its root. A leading `/` means that root; empty parts and `.` count
 * for nothing.
 * @param what whose path it is, for the message
 * @returns its names; none for the root itself
 * @throws LavaError `path-invalid`
 */
export function pathNames(path: string, what: string): string[] {
  const problem = problemOf(path);
  if (problem) throw invalid(path, what, problem);
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/** {@link pathNames} as text without a leading `/`; the root itself is refused. */
export function cleanPath(path: string, what: string): string {
  const names = pathNames(path, what);
  if (names.length === 0) throw invalid(path, what, 'it names no file');
  return names.join('/');
}

/**
 * One name, for files and directories that the dispatcher makes.
 * @throws LavaError `path-invalid`
 */
export function fileName(name: string, what: string): string {
  const problem = problemOf(name) ?? (name.includes('/') ? 'it holds a /' : undefined);
  if (problem) throw invalid(name, what, problem);
  if (name === '' || name === '.') throw invalid(name, what, 'it names no file');
  return name;
}

/**
 * Where a symbolic link points: anywhere in the image, as nothing on the worker follows it.
 * @throws LavaError `path-invalid`
 */
export function linkTarget(to: string, what: string): string {
  if (UNSAFE.test(to)) throw invalid(to, what, 'it holds a control character, or bytes that are not UTF-8');
  if (to === '' || isLonger(to, LONGEST_PATH)) throw invalid(to, what, 'it is empty or too long');
  return to;
}

/** Why a path is refused; undefined for a good one. */
export function problemOf(path: string): string | undefined {
  if (UNSAFE.test(path)) return 'it holds a control character, or bytes that are not UTF-8';
  if (isLonger(path, LONGEST_PATH)) return `it is longer than ${LONGEST_PATH} bytes`;
  for (const name of path.split('/')) {
    if (name === '..') return 'it holds ..';
    if (isLonger(name, LONGEST_NAME)) return `it holds a name that is longer than ${LONGEST_NAME} bytes`;
  }
  return undefined;
}

/** Whether the text is longer than so many bytes; most are far from it. */
function isLonger(text: string, most: number): boolean {
  return text.length * 3 > most && ENCODER.encode(text).length > most;
}

function invalid(path: string, what: string, problem: string): LavaError {
  return new LavaError('path-invalid', `${what}: the path ${quoted(path)} cannot be used: ${problem}`, {
    hint: 'use a path below its root, without .. and control characters',
  });
}

/** A text of a stranger within a message: one line, and not too long. */
export function quoted(text: string): string {
  const short = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u2028\u2029\ufffd]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
