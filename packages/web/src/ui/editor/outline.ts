// SPDX-License-Identifier: Apache-2.0

export type Path = (string | number)[];

/** A key or a list item of a YAML text, found only by indentation, so that half-typed texts have an outline too. */
interface Entry {
  kind: 'key' | 'item';
  /** Column of the key's or the dash's first character, from 0. */
  indent: number;
  path: Path;
  /** Scalar behind a key on the same line, quotes and comment taken off; empty when there is none. */
  value: string;
}

/** Where the cursor is, for completion. */
export interface CursorContext {
  /** A key of the mapping at `path` is typed, or the value at `path`. */
  expects: 'key' | 'value';
  path: Path;
  /** What was typed of it before the cursor. */
  typed: string;
  /** Offset in the text where it starts. */
  from: number;
  /** Column at which keys of this mapping stand. */
  indent: number;
}

export interface Outline {
  /** Scalars of the mapping at `path`, the key under the cursor left out. */
  scalarsAt(path: Path): Record<string, string>;
  keysAt(path: Path): string[];
  cursor: CursorContext;
}

const LINE = /^(\s*)((?:-\s+)*)(?:(?<key>"[^"]*"|'[^']*'|[^\s#:'"][^:#]*?)\s*:(?:\s+(?<value>.*))?)?$/;

/** @param offset of the cursor */
export function outlineOf(text: string, offset: number): Outline {
  const lines = text.split('\n');
  const cursorLine = text.slice(0, offset).split('\n').length - 1;
  const builder = new Builder();
  let cursor: CursorContext | undefined;
  let lineStart = 0;
  let scalarIndent = Number.POSITIVE_INFINITY;
  for (const [index, line] of lines.entries()) {
    const indent = line.length - line.trimStart().length;
    const inScalar = line.trim() !== '' && indent > scalarIndent;
    if (index === cursorLine) {
      cursor = builder.cursor(line, offset - lineStart, lineStart);
    } else if (!inScalar && line.trim() !== '' && !line.trimStart().startsWith('#')) {
      const value = builder.add(line);
      // A block scalar: everything indented further is text.
      scalarIndent = /^[|>]/.test(value) ? indent : Number.POSITIVE_INFINITY;
    }
    lineStart += line.length + 1;
  }
  const { entries } = builder;
  const keysIn = (path: Path) => entries.filter((entry) => entry.kind === 'key' && isChild(entry.path, path));
  return {
    scalarsAt: (path) => Object.fromEntries(keysIn(path).map((entry) => [entry.path.at(-1), entry.value])),
    keysAt: (path) => keysIn(path).map((entry) => String(entry.path.at(-1))),
    cursor: cursor ?? { expects: 'key', path: [], typed: '', from: offset, indent: 0 },
  };
}

class Builder {
  readonly entries: Entry[] = [];
  private readonly stack: Entry[] = [];
  private readonly items = new Map<string, number>();

  /** Adds what a line holds; gives back the scalar at its end. */
  add(line: string): string {
    const match = LINE.exec(line);
    if (!match) return '';
    const indent = this.dashes(match[1] ?? '', match[2] ?? '');
    const { key, value = '' } = match.groups ?? {};
    if (key === undefined) return '';
    this.push('key', indent, unquote(key), clean(value));
    return clean(value);
  }

  cursor(line: string, column: number, lineStart: number): CursorContext {
    const before = line.slice(0, column);
    const [, spaces = '', dashes = '', rest = ''] = /^(\s*)((?:-\s+)*)(.*)$/.exec(before) ?? [];
    const indent = this.dashes(spaces, dashes);
    const colon = /^("[^"]*"|'[^']*'|[^:#]*?)\s*:\s+(.*)$/.exec(rest);
    if (colon) {
      const typed = (colon[2] ?? '').replace(/^["']/, '');
      const parent = this.parentOf('key', indent);
      const path = [...parent, unquote(colon[1] ?? '')];
      return { expects: 'value', path, typed, from: lineStart + column - typed.length, indent };
    }
    const path = this.parentOf('key', indent);
    return { expects: 'key', path, typed: rest, from: lineStart + column - rest.length, indent };
  }

  /** Opens an item for each dash; gives back the column behind them. */
  private dashes(spaces: string, dashes: string): number {
    let indent = spaces.length;
    for (const dash of dashes.match(/-\s+/g) ?? []) {
      const parent = this.parentOf('item', indent);
      const key = JSON.stringify(parent);
      const index = this.items.get(key) ?? 0;
      this.items.set(key, index + 1);
      this.push('item', indent, index, '');
      indent += dash.length;
    }
    return indent;
  }

  private push(kind: Entry['kind'], indent: number, step: string | number, value: string): void {
    const entry = { kind, indent, path: [...this.parentOf(kind, indent), step], value };
    this.stack.push(entry);
    this.entries.push(entry);
  }

  /** Closes what is not around this column any more; a list may be at the column of its key. */
  private parentOf(kind: Entry['kind'], indent: number): Path {
    for (let top = this.stack.at(-1); top; top = this.stack.at(-1)) {
      const isAround =
        top.indent < indent || (kind === 'item' && top.indent === indent && top.kind === 'key');
      if (isAround) return top.path;
      this.stack.pop();
    }
    return [];
  }
}

function isChild(path: Path, parent: Path): boolean {
  return path.length === parent.length + 1 && parent.every((step, i) => path[i] === step);
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function clean(value: string): string {
  return unquote(value.replace(/(^|\s)#.*$/, ''));
}
