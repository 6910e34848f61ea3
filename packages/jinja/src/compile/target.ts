// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import type { Frame } from '../runtime/frame.ts';
import { Namespace } from '../runtime/namespace.ts';
import type { Target } from '../syntax/ast.ts';
import { iterate } from '../values/iterate.ts';

export type Assign = (frame: Frame, value: unknown) => void;

export function compileTarget(target: Target): Assign {
  switch (target.type) {
    case 'name': {
      const { name } = target;
      return (frame, value) => frame.set(name, value);
    }
    case 'namespace': {
      const { name, attribute } = target;
      return (frame, value) => {
        const namespace = frame.get(name);
        if (!(namespace instanceof Namespace)) {
          return fail('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
        }
        frame.rendering.meter.spend(8);
        return namespace.set(attribute, value);
      };
    }
    case 'tuple':
      return unpacking(target.items.map(compileTarget));
  }
}

function unpacking(targets: Assign[]): Assign {
  return (frame, value) => {
    const items = iterate(frame.rendering, value);
    if (items.length > targets.length)
      fail('ValueError', `too many values to unpack (expected ${targets.length})`);
    if (items.length < targets.length) {
      fail('ValueError', `not enough values to unpack (expected ${targets.length}, got ${items.length})`);
    }
    for (const [i, assign] of targets.entries()) assign(frame, items[i]);
  };
}
