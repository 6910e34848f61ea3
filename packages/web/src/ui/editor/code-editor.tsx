// SPDX-License-Identifier: Apache-2.0
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { CodeEditorProps } from './props.ts';

const Editor = lazy(async () => ({ default: (await import('./editor.tsx')).Editor }));

/** Text editor; its code is only loaded by pages that have one. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton h={320} />}>
      <Editor {...props} />
    </Suspense>
  );
}
