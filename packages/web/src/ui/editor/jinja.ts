// SPDX-License-Identifier: Apache-2.0
import { StreamLanguage, type StringStream } from '@codemirror/language';

interface State {
  /** What closes the tag or comment that the line is in; empty in the text between. */
  until: '' | '%}' | '}}' | '#}';
}

/** Colours of Jinja2 as templates and dictionaries use it; the text between the tags stays plain. */
export const jinja = StreamLanguage.define<State>({
  name: 'jinja2',
  startState: () => ({ until: '' }),
  token: (stream, state) => (state.until === '' ? text(stream, state) : inside(stream, state)),
});

function text(stream: StringStream, state: State): string | null {
  if (stream.match(/^\{%[-+]?/)) return open(state, '%}');
  if (stream.match(/^\{\{[-+]?/)) return open(state, '}}');
  if (stream.match(/^\{#/)) {
    state.until = '#}';
    return 'comment';
  }
  if (stream.sol() && stream.match(/^\s*#.*/)) return 'comment';
  if (!stream.match(/^[^{]+/)) stream.next();
  return null;
}

function open(state: State, until: State['until']): string {
  state.until = until;
  return 'meta';
}

function inside(stream: StringStream, state: State): string | null {
  if (state.until === '#}') {
    if (stream.match(/^.*?#\}/)) state.until = '';
    else stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^[-+]?[%}]\}/)) {
    state.until = '';
    return 'meta';
  }
  if (stream.match(/^(["'])(?:\\.|(?!\1).)*\1?/)) return 'string';
  if (stream.match(/^\d[\d._]*/)) return 'number';
  if (stream.match(KEYWORDS)) return 'keyword';
  if (stream.match(/^[A-Za-z_]\w*/)) return 'variableName';
  stream.next();
  return null;
}

const KEYWORDS =
  /^(?:set|extends|block|endblock|if|elif|else|endif|for|endfor|in|not|and|or|is|include|import|from|macro|endmacro|filter|endfilter|True|False|None|true|false|none)\b/;
