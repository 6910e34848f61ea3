// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { FlashFile } from '../../flash/flash-tool.ts';
import { UNSAFE } from '../../job/path.ts';
import { splitShellWords } from '../../job/shell-words.ts';

/** Protocols of uuu that speak to the board; others run programs of the worker. */
const PROTOCOLS = /^(SDP|SDPS|SDPU|SDPV|FB|FBK|CFG)$/;
/** Commands whose text is for a shell of the board. */
const FOR_BOARD = new Set(['ucmd', 'acmd']);
/** Options that a job may give. */
const OPTIONS = new Set(['-b', '-brun', '-v', '-V']);

/**
 * Arguments of uuu for one command of a job, its files filled in. A job names no file of the worker, and no script.
 * @param protocol `uuu` for a command line of uuu, else what speaks to the board
 * @throws LavaError `job-invalid`
 */
export function loadWords(protocol: string, line: string, files: readonly FlashFile[]): string[] {
  const words = wordsOf(protocol, line);
  const filled = words.map((word) => fill(word, line, files));
  if (protocol === 'uuu') {
    words.forEach((word, i) => {
      const script = ['-b', '-brun'].includes(words[i - 1] ?? '');
      const good = script ? /^[a-z]\w*$/.test(word) : OPTIONS.has(word) || isPlain(word);
      if (!good) throw refused(`${protocol}: ${line}`, word);
    });
    return filled;
  }
  if (!PROTOCOLS.test(protocol.toUpperCase())) throw refused(`${protocol}: ${line}`, protocol);
  const forBoard = words.findIndex((word) => FOR_BOARD.has(word));
  words.forEach((word, i) => {
    const own = forBoard === -1 || i <= forBoard;
    if (own && !isPlain(word) && !/^-[a-z0-9]+$/i.test(word) && !/^t:[^\s]*$/i.test(word))
      throw refused(`${protocol}: ${line}`, word);
  });
  return [`${protocol.toUpperCase()}:`, ...filled];
}

/** Arguments of bcu for one command of a job. @throws LavaError `job-invalid` */
export function controlWords(line: string): string[] {
  const words = wordsOf('bcu', line);
  const bad = words.find((word) => !/^\w[\w.]*$/.test(word));
  if (bad !== undefined) throw refused(`bcu: ${line}`, bad);
  return words;
}

function wordsOf(protocol: string, line: string): string[] {
  if (UNSAFE.test(line)) throw refused(`${protocol}: …`, 'a control character');
  const words = splitShellWords(line);
  if (words.length === 0) throw refused(`${protocol}:`, 'nothing');
  return words;
}

/** A word that names no file of the worker but the job's own. */
function isPlain(word: string): boolean {
  return /^\{[\w-]+\}$/.test(word) || /^[\w.:=@+][\w.:=@+-]*$/.test(word);
}

function fill(word: string, line: string, files: readonly FlashFile[]): string {
  return word.replace(/\{([\w-]+)\}/g, (_, name: string) => {
    const file = files.find((each) => each.name === name);
    if (file) return file.path;
    throw new LavaError('job-invalid', `the deploy block has no file ${name}`, {
      hint: `the command is ${line}; files are ${files.map((each) => each.name).join(', ')}`,
    });
  });
}

function refused(command: string, part: string): LavaError {
  return new LavaError('job-invalid', `the command ${command} has ${part}, which a job may not give`, {
    hint: 'it may name the files of the job as {name}, and no other; docs/reference/methods/boot-uuu.md',
  });
}
