// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import { restoreParameters } from '../job/exact-parameters.ts';
import { TestDefinition } from './test-definition-schema.ts';

type Known = Pick<TestDefinition, 'metadata' | 'params' | 'parameters' | 'parse' | 'expected'>;

/** A test definition with its words and steps as text. */
export interface TestDefinitionFile extends Known {
  install?: Install | undefined;
  run?: { steps?: string[] | undefined } | undefined;
}

interface Install {
  keys?: string[] | undefined;
  sources?: string[] | undefined;
  deps?: string[] | undefined;
  steps?: string[] | undefined;
  'git-repos'?: NonNullable<TestDefinition['install']>['git-repos'];
  /** `deps-debian` and the like. */
  [others: string]: unknown;
}

/**
 * @param what name and place of the definition, for messages
 * @throws LavaError `definition-invalid`, with line and column of each problem
 */
export async function parseTestDefinition(what: string, text: string): Promise<TestDefinitionFile> {
  let data: unknown;
  try {
    const exact = loadYamlExact(text);
    data = toPlain(exact);
    restoreParameters(data, exact);
  } catch (error) {
    throw new LavaError('definition-invalid', `${what} is not valid YAML: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const problems = issuesOf(TestDefinition, data);
  if (problems.length === 0) return asText(TestDefinition.parse(data));
  // Loaded only now, since most definitions have no problems.
  const { loadYamlWithPositions } = await import('@lava/yaml/positions.ts');
  const document = loadYamlWithPositions(text);
  throw invalid(
    what,
    problems.map((problem) => ({
      ...problem,
      where: { ...problem.where, ...document.at(problem.where?.path ?? []) },
    })),
  );
}

/** @throws LavaError `definition-invalid` */
export function checkTestDefinition(what: string, data: unknown): TestDefinitionFile {
  const problems = issuesOf(TestDefinition, data);
  if (problems.length > 0) throw invalid(what, problems);
  return asText(TestDefinition.parse(data));
}

/** The first problem is in the message, for pages that show nothing else. */
function invalid(what: string, problems: Problem[]): LavaError {
  const said = problems.map((problem) => ({ ...problem, message: placed(problem) }));
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const hint = problems[0]?.hint;
  return new LavaError(
    'definition-invalid',
    `${what} is not a test definition: ${said[0]?.message ?? ''}${more}`,
    { problems: said, ...(hint !== undefined && { hint }) },
  );
}

function placed({ message, where }: Problem): string {
  const path = (where?.path ?? []).join('.');
  const line = where?.line === undefined ? '' : `line ${where.line}, column ${where.column}: `;
  return `${line}${path === '' ? '' : `${path}: `}${message}`;
}

function asText({ install, run, ...known }: TestDefinition): TestDefinitionFile {
  return {
    ...known,
    install: install
      ? {
          ...install,
          keys: texts(install.keys),
          sources: texts(install.sources),
          deps: texts(install.deps),
          steps: texts(install.steps),
        }
      : undefined,
    run: run ? { ...run, steps: texts(run.steps) } : undefined,
  };
}

function texts(items: readonly (string | number | boolean)[] | null | undefined): string[] | undefined {
  return items ? items.map(String) : undefined;
}
