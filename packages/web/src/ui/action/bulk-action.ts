// SPDX-License-Identifier: Apache-2.0
import type { FC } from 'react';

/** Something that can be done to many rows of a list. */
// biome-ignore lint/suspicious/noExplicitAny: -- each action has values of its own, which only its fields and `run` see
export interface BulkAction<T, V = any> {
  /** On its button: `Cancel`. */
  label: string;
  /** What a row must let the reader do, as the server says in its `may`. */
  ability: string;
  /** On the button that confirms: `Cancel them`. */
  verb: string;
  /** What was done to those where it worked: `canceled`. */
  done: string;
  danger?: boolean;
  /** What will happen, below the title of the dialog. */
  explanation?: string;
  /** More that it must know. */
  input?: { initial: V; Fields: FC<{ values: V; onChange: (values: V) => void }> };
  run: (row: T, values: V) => Promise<unknown>;
}
