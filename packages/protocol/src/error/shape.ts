// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';

/** What this needs to know of a zod schema; the rest of zod's internals is none of its business. */
interface Definition {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  catchall?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
  in?: z.core.$ZodType;
}

/** A schema, seen as data. */
export type Shape =
  | {
      kind: 'object';
      keys: Record<string, z.core.$ZodType>;
      /** Other keys are taken. */
      open: boolean;
      /** Other keys are meant to be there, e.g. `deps-debian`. */
      others: boolean;
    }
  | { kind: 'record'; value: z.core.$ZodType }
  | { kind: 'array'; element: z.core.$ZodType }
  | { kind: 'union'; options: readonly z.core.$ZodType[] }
  | { kind: 'leaf' };

export function shapeOf(schema: z.core.$ZodType): Shape {
  const def = schema._zod.def as unknown as Definition;
  switch (def.type) {
    case 'object':
      return {
        kind: 'object',
        keys: def.shape ?? {},
        open: def.catchall?._zod.def.type !== 'never',
        others: def.catchall?._zod.def.type === 'optional',
      };
    case 'record':
      return def.valueType ? { kind: 'record', value: def.valueType } : { kind: 'leaf' };
    case 'array':
      return def.element ? { kind: 'array', element: def.element } : { kind: 'leaf' };
    case 'union':
      return { kind: 'union', options: def.options ?? [] };
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return def.innerType ? shapeOf(def.innerType) : { kind: 'leaf' };
    case 'pipe':
      return def.in ? shapeOf(def.in) : { kind: 'leaf' };
    default:
      return { kind: 'leaf' };
  }
}
