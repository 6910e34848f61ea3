// SPDX-License-Identifier: Apache-2.0
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Problem } from '@lava/protocol/error/error.ts';
import { useEffect, useImperativeHandle, useRef } from 'react';
import classes from './editor.module.css';
import { editorExtensions, schemaCompletion } from './extensions.ts';
import type { CodeEditorProps } from './props.ts';

export function Editor(props: CodeEditorProps) {
  const { value, language, readOnly = false, label, problems, schema } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const completion = useRef(new Compartment());
  const onChange = useRef(props.onChange);
  onChange.current = props.onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the text is the editor's own once it exists
  useEffect(() => {
    if (!host.current) return;
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          editorExtensions({ language, readOnly, label }),
          completion.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange.current?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = created;
    return () => created.destroy();
  }, [language, readOnly, label]);

  // A text from outside (a file, an older version) replaces the document; what was typed came from here.
  useEffect(() => {
    const state = view.current?.state;
    if (!state || state.doc.toString() === value) return;
    view.current?.dispatch({ changes: { from: 0, to: state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    if (view.current)
      view.current.dispatch(setDiagnostics(view.current.state, diagnostics(view.current, problems)));
  }, [problems]);

  useEffect(() => {
    view.current?.dispatch({
      effects: completion.current.reconfigure(schema ? schemaCompletion(schema) : []),
    });
  }, [schema]);

  useImperativeHandle(props.ref, () => ({
    goTo(line, column) {
      const at = offsetOf(view.current, line, column);
      if (at === undefined) return;
      view.current?.dispatch({
        selection: { anchor: at },
        effects: EditorView.scrollIntoView(at, { y: 'center' }),
      });
      view.current?.focus();
    },
  }));

  return <div ref={host} className={classes.editor} data-read-only={readOnly || undefined} />;
}

function diagnostics(view: EditorView, problems: Problem[] = []): Diagnostic[] {
  return problems.flatMap((problem) => {
    const { line, column } = problem.where ?? {};
    const from = offsetOf(view, line ?? 1, column);
    if (from === undefined) return [];
    const { to } = view.state.doc.lineAt(from);
    const word = /^[^\s:,]+/.exec(view.state.sliceDoc(from, to))?.[0].length ?? 0;
    const message = problem.hint ? `${problem.message}\n${problem.hint}` : problem.message;
    const end = line === undefined ? from : from + (word || to - from);
    return [{ from, to: end, severity: problem.severity ?? 'error', message }];
  });
}

/** The text may have changed since the problem was found: places beyond its end are its end. */
function offsetOf(view: EditorView | null, line: number, column: number | undefined): number | undefined {
  if (!view) return undefined;
  const { doc } = view.state;
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  const indent = /^\s*/.exec(at.text)?.[0].length ?? 0;
  return Math.min(at.from + (column === undefined ? indent : Math.max(0, column - 1)), at.to);
}
