// SPDX-License-Identifier: Apache-2.0
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import type { JsonSchema } from '../../lib/json-schema.ts';
import { complete } from './complete.ts';
import { jinja } from './jinja.ts';
import { outlineOf } from './outline.ts';
import type { Language } from './props.ts';

const LANGUAGES: Record<Language, Extension> = { yaml: yaml(), jinja };

interface Options {
  language: Language;
  readOnly: boolean;
  label: string;
}

export function editorExtensions({ language, readOnly, label }: Options): Extension[] {
  return [
    basicSetup,
    syntaxHighlighting(colors),
    theme,
    LANGUAGES[language],
    readOnly ? [EditorState.readOnly.of(true), EditorView.lineWrapping] : lintGutter(),
    // Tab leaves the editor, as the keyboard's only user expects; indenting goes by the usual Ctrl-] and Ctrl-[.
    keymap.of([{ key: 'Mod-Space', run: startCompletion }]),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
    EditorState.tabSize.of(2),
  ];
}

/** Completion while you type, from the schema. */
export function schemaCompletion(schema: JsonSchema): Extension {
  function source(context: CompletionContext): CompletionResult | null {
    const outline = outlineOf(context.state.doc.toString(), context.pos);
    const { typed, from, expects } = outline.cursor;
    if (typed === '' && !context.explicit && expects === 'key') return null;
    const options = complete(schema, outline).map((item) => ({
      label: item.label,
      apply: item.insert,
      type: item.kind === 'key' ? 'property' : 'enum',
      detail: item.required ? `${item.detail}, required` : item.detail,
      info: item.description || undefined,
      boost: item.required ? 1 : 0,
    }));
    return options.length > 0 ? { from, options, validFor: /^[\w.-]*$/ } : null;
  }
  return autocompletion({ override: [source], icons: false });
}

/** The page's own palette, so that both colour schemes are readable. */
const colors = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ansi-4)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ansi-2)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--ansi-3)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--log-gutter)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.typeName, tags.labelName, tags.meta], color: 'var(--ansi-5)' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--log-gutter)' },
]);

const theme = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'var(--log-bg)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--log-bg)', color: 'var(--log-gutter)', border: 'none' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--log-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--mantine-primary-color-light-hover)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--mantine-color-body)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '6px',
    color: 'var(--mantine-color-text)',
    boxShadow: 'var(--mantine-shadow-md)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mantine-primary-color-filled)',
    color: 'white',
  },
  '.cm-completionInfo': { maxWidth: '340px', padding: '6px 10px' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', maxWidth: '520px' },
  '.cm-panels': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)' },
});
