// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../runtime/frame.ts';
import type { Meter } from '../runtime/meter.ts';
import type { Native } from '../values/native.ts';
import type { Symbols } from './symbols.ts';

/** An expression ready to run. */
export type Evaluate = (frame: Frame) => unknown;

/** What is known about names while a template is compiled. */
export interface CompileScope {
  filter(name: string): Native | undefined;
  test(name: string): Native | undefined;
  /** Inside of a condition: an unknown filter or test fails only when it is reached. */
  soft: boolean;
  /** Of the rendering that needs the template. */
  readonly meter: Meter;
  /** Names of the scope that is compiled. */
  symbols: Symbols;
}
