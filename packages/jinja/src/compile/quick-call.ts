// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../runtime/frame.ts';
import { type Native, sizeOf } from '../values/native.ts';
import type { CompiledArguments } from './arguments.ts';

/** Most filters and tests have at most two plain arguments: they are called without building lists of them. */
export function quickCall(
  run: Native,
  args: CompiledArguments,
): ((frame: Frame, value: unknown) => unknown) | undefined {
  const { simple } = args;
  const body = simple && run.direct(1 + simple.length);
  if (!simple || !body || simple.length > 2) return undefined;
  const [first, second] = simple;
  return (frame, value) => {
    const { rendering } = frame;
    rendering.meter.work(sizeOf(value));
    if (!first) return body(rendering, value);
    return second
      ? body(rendering, value, first(frame), second(frame))
      : body(rendering, value, first(frame));
  };
}
