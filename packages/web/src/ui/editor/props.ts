// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import type { Ref } from 'react';
import type { JsonSchema } from '../../lib/json-schema.ts';

export type Language = 'yaml' | 'jinja';

export interface CodeEditorHandle {
  /** Puts the cursor there and shows it; both from 1. */
  goTo(line: number, column: number | undefined): void;
}

export interface CodeEditorProps {
  ref?: Ref<CodeEditorHandle>;
  language: Language;
  value: string;
  onChange?: (value: string) => void;
  readOnly?: boolean;
  /** For screen readers. */
  label: string;
  /** Shown at their places. */
  problems?: Problem[];
  /** Offers keys and values. */
  schema?: JsonSchema | undefined;
}
