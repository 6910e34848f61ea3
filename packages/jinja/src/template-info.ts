// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Failure } from './runtime/failure.ts';
import { TEMPLATE_LIMITS } from './runtime/limits.ts';
import { Meter } from './runtime/meter.ts';
import type { Statement, Target } from './syntax/ast.ts';
import { parseTemplate } from './syntax/parse-template.ts';

/** What is known about a template without rendering it. */
export interface TemplateInfo {
  /** The template that a literal `{% extends '…' %}` names. */
  extends?: string;
  /** Whether it extends more than one template, or one that only rendering can tell. */
  ambiguous: boolean;
  /** Names that top-level `set` statements assign, in order; a constant value comes with it. */
  sets: { name: string; value?: unknown; line: number }[];
  /** Names of its own blocks. */
  blocks: string[];
}

/**
 * Looks into a template's syntax, e.g. for the device type that a dictionary extends.
 *
 * @throws LavaError `template-error` with the line, when it is not a template; `template-limit` when it takes too long
 */
export function templateInfo(text: string): TemplateInfo {
  try {
    const syntax = parseTemplate(text, { trimBlocks: true }, new Meter(TEMPLATE_LIMITS));
    const parents = syntax.body.filter((statement) => statement.type === 'extends');
    const literal =
      parents.length === 1 && parents[0]?.template.type === 'const' ? parents[0].template.value : undefined;
    return {
      ...(typeof literal === 'string' && { extends: literal }),
      ambiguous: parents.length > 1 || (parents.length === 1 && typeof literal !== 'string'),
      sets: syntax.body.flatMap(setsOf),
      blocks: [...syntax.blocks.keys()],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.type === 'limit') throw new LavaError('template-limit', error.message, { cause: error });
    const where = error.line === undefined ? undefined : { line: error.line };
    throw new LavaError('template-error', `${error.type}: ${error.message}`, {
      ...(where && { where }),
      cause: error,
    });
  }
}

function setsOf(statement: Statement): TemplateInfo['sets'] {
  if (statement.type !== 'set' && statement.type !== 'set-block') return [];
  const names = namesOf(statement.target);
  const assigned = statement.type === 'set' && names.length === 1 ? statement.value : undefined;
  const { line } = statement;
  return names.map((name) => ({ name, line, ...(assigned?.type === 'const' && { value: assigned.value }) }));
}

function namesOf(target: Target): string[] {
  if (target.type === 'name') return [target.name];
  return target.type === 'tuple' ? target.items.flatMap(namesOf) : [];
}
