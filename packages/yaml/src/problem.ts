// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { YAMLException } from 'js-yaml';

/** 1-based place in a text. */
export interface Place {
  line: number;
  column: number;
}

/** Place of an offset; lines end at LF, CR LF or CR as in YAML. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const breaks = before.match(/\r\n|\n|\r/g)?.length ?? 0;
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { line: breaks + 1, column: offset - lineStart + 1 };
}

export function syntaxError(text: string, offset: number, message: string, hint?: string): LavaError {
  const where = placeOf(text, offset);
  return new LavaError('yaml-syntax', `${message} (line ${where.line}, column ${where.column})`, {
    where,
    ...(hint && { hint }),
  });
}

/** What the parser says → what the writer of the text should look at. */
const HINTS: readonly [pattern: RegExp, hint: string][] = [
  [/tab characters/, 'Indent with blanks: YAML takes no tabs there.'],
  [
    /bad indentation of a mapping entry/,
    'Keys of one mapping must start in the same column; quote a value that contains `: `.',
  ],
  [/bad indentation of a sequence entry/, 'Every `-` of a list must be in the same column.'],
  [/multiline key/, 'Is a `:` missing, or a quote left open, on the line above?'],
  [/expected ':' after a mapping key/, 'Write `key: value`, with a blank after the colon.'],
  [/within a (single|double) quoted scalar/, 'A quote is never closed.'],
  [/within a flow collection/, 'A `[` or `{` is never closed.'],
  [/missed comma/, 'Put a comma between the entries, close the bracket, or quote the value.'],
  [/unknown escape/, 'In double quotes write `\\\\` for a backslash, or use single quotes.'],
  [
    /end of the stream or a document separator/,
    'Is this line indented less or more than the ones before it?',
  ],
  [/non-printable|null byte/, 'Write the character as an escape in double quotes, e.g. "\\e".'],
];

/** The parser's exception as a LavaError with its place; anything else is returned untouched. */
export function fromParser(text: string, thrown: unknown): unknown {
  if (!(thrown instanceof YAMLException)) return thrown;
  if (thrown.reason.startsWith('nesting exceeded')) {
    return new LavaError('too-large', 'The YAML is nested too deeply.', {
      where: markPlace(thrown),
      cause: thrown,
    });
  }
  const where = markPlace(thrown);
  const hint = HINTS.find(([pattern]) => pattern.test(thrown.reason))?.[1];
  const line =
    text
      .split(/\r\n|\n|\r/, where.line)
      [where.line - 1]?.trim()
      .slice(0, 80) ?? '';
  return new LavaError(
    'yaml-syntax',
    `${thrown.reason} (line ${where.line}, column ${where.column})${line && `: ${line}`}`,
    { where, ...(hint && { hint }) },
  );
}

function markPlace(thrown: YAMLException): Place {
  return { line: (thrown.mark?.line ?? 0) + 1, column: (thrown.mark?.column ?? 0) + 1 };
}
