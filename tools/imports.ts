// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DISPATCHER_RULES } from './import-rules/dispatcher.ts';
import type { ImportRule } from './import-rules/rule.ts';
import { SERVER_RULES } from './import-rules/server.ts';
import { WEB_RULES } from './import-rules/web.ts';

/**
 * Who may import whom (docs/contributing/tree.md). Keys and values are path prefixes below the repository; the longest
 * matching key decides. A folder may always import itself. Method folders have a rule of their own in `allowed`.
 */
export const RULES: Record<string, ImportRule> = {
  'packages/protocol/': { internal: [], external: ['zod'] },
  'packages/kit/': { internal: ['packages/protocol/'], external: 'any' },
  'packages/yaml/': { internal: ['packages/protocol/'], external: ['js-yaml'] },
  'packages/jinja/': { internal: ['packages/protocol/', 'packages/yaml/'], external: [] },
  'packages/dispatcher/': {
    internal: ['packages/protocol/', 'packages/kit/', 'packages/yaml/', 'packages/jinja/'],
    external: 'any',
  },
  ...DISPATCHER_RULES,
  'packages/worker/': {
    internal: ['packages/protocol/', 'packages/kit/', 'packages/yaml/'],
    external: 'any',
  },
  'packages/server/': {
    internal: [
      'packages/protocol/',
      'packages/kit/',
      'packages/yaml/',
      'packages/jinja/',
      'packages/dispatcher/src/schema.ts',
    ],
    external: 'any',
  },
  ...SERVER_RULES,
  'packages/cli/': {
    internal: [
      'packages/protocol/',
      'packages/kit/',
      'packages/yaml/',
      'packages/jinja/',
      'packages/lab/src/boards/',
      'packages/dispatcher/src/schema.ts',
    ],
    external: 'any',
  },
  'packages/guest/': { internal: ['packages/protocol/', 'packages/kit/'], external: 'any' },
  'packages/lab/': {
    internal: [
      'packages/protocol/',
      'packages/kit/',
      'packages/guest/',
      'packages/worker/src/jobs/accounts.ts',
    ],
    external: 'any',
  },
  // Part of the `lava` command, wherever that is installed.
  'packages/lab/src/boards/': {
    internal: ['packages/protocol/', 'packages/kit/', 'packages/guest/', 'packages/lab/src/port.ts'],
    external: 'any',
  },
  ...WEB_RULES,
  'packages/web/': {
    internal: ['packages/protocol/', 'packages/yaml/', 'packages/dispatcher/src/schema.ts'],
    external: 'any',
  },
  'tools/': { internal: ['packages/', 'e2e/', 'bench/'], external: 'any' },
  'e2e/': { internal: ['packages/', 'tools/'], external: 'any' },
  'bench/': { internal: ['packages/', 'e2e/', 'tools/'], external: 'any' },
};

/** Functions on plain data that schemas may use: no I/O, and the same in the browser. */
const PURE = ['define-method', 'entries', 'read', 'refusal'].map(
  (name) => `packages/dispatcher/src/job/${name}.ts`,
);

const METHOD = /^packages\/dispatcher\/src\/(deploy|boot|test|command)\/([^/]+)\//;
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

export interface ImportProblem {
  file: string;
  message: string;
}

/** @param files repository-relative paths of TypeScript sources */
export function checkImports(root: string, files: string[]): ImportProblem[] {
  const graph = new Map<string, string[]>();
  const problems: ImportProblem[] = [];
  for (const file of files) {
    const targets: string[] = [];
    const source = readFileSync(join(root, file), 'utf8');
    const raw = rawReading(file, source);
    if (raw) problems.push({ file, message: raw });
    for (const specifier of importsOf(source)) {
      const target = resolveImport(file, specifier);
      if (target !== undefined) targets.push(target);
      const refusal = allowed(file, target, specifier);
      if (refusal) problems.push({ file, message: refusal });
    }
    graph.set(file, targets);
  }
  return [...problems, ...cycles(graph), ...cycles(foldersOf(graph), 'is part of a cycle of folders')];
}

/** Packages whose folders may not depend on each other in a circle: of each the name below `packages/`. */
const LAYERED = ['dispatcher', 'web'];

/** The same graph between the first folders below `src` of the layered packages, tests left out. */
function foldersOf(graph: Map<string, string[]>): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const [file, targets] of graph) {
    const from = folderOf(file);
    if (from === undefined || isTestFile(file)) continue;
    const others = targets.map(folderOf).filter((each) => each !== undefined && each !== from);
    folders.set(from, [...new Set([...(folders.get(from) ?? []), ...(others as string[])])]);
  }
  return folders;
}

function folderOf(file: string): string | undefined {
  const match = /^packages\/([^/]+)\/src\/([^/]+)/.exec(file);
  return match && LAYERED.includes(match[1] ?? '') ? match[0] : undefined;
}

function isTestFile(file: string): boolean {
  return /\.(spec|fixture)\.tsx?$/.test(file) || file.includes('/testing/');
}

/** Where the dispatcher may walk through a device or a job that is not parsed. */
const PARSING = /^packages\/dispatcher\/src\/(job|rules|validation|testing)\/|\/engine\/settings\.ts$/;
const WALKS =
  /import \{[^}]*\b(?:at|methods)\b[^}]*\} from '(?:[^']*\/job\/read\.ts|@lava\/protocol\/device\/device\.ts)'/;

/** Why a source may not walk through raw mappings, or undefined when it does not, or may. */
export function rawReading(file: string, source: string): string | undefined {
  if (!file.startsWith('packages/dispatcher/src/') || PARSING.test(file) || isTestFile(file))
    return undefined;
  if (!WALKS.test(source)) return undefined;
  return 'walks through a raw mapping: parse it in job/, and use `settings` or `board`';
}

/** Module specifiers of a source, comments left out. */
export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
  return [...code.matchAll(IMPORT)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
}

/** Repository-relative path of what is imported; undefined for packages from the registry and Node itself. */
export function resolveImport(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative('.', join(dirname(file), specifier));
  const match = /^@lava\/([^/]+)\/(.+)$/.exec(specifier);
  return match ? `packages/${match[1]}/src/${match[2]}` : undefined;
}

/** Why `file` may not import this, or undefined when it may. */
export function allowed(file: string, target: string | undefined, specifier: string): string | undefined {
  const keys = Object.keys(RULES).filter((prefix) => file.startsWith(prefix));
  const key = keys.sort((a, b) => b.length - a.length)[0];
  const rule = key === undefined ? undefined : RULES[key];
  if (key === undefined || !rule) return undefined;
  const isTest = isTestFile(file);
  if (target === undefined) {
    const name = specifier.startsWith('@')
      ? specifier.split('/').slice(0, 2).join('/')
      : specifier.split('/')[0];
    const { external } = rule;
    if (isTest || external === 'any') return undefined;
    if (!Array.isArray(external)) {
      return external.not.includes(name ?? '') ? `imports ${specifier}, which ${key} may not` : undefined;
    }
    if (external.includes(name ?? '')) return undefined;
    return `imports ${specifier}: only ${external.join(', ') || 'nothing'} from outside is allowed in ${key}`;
  }
  const method = METHOD.exec(file);
  const other = METHOD.exec(target);
  if (method && other && (method[1] !== other[1] || method[2] !== other[2]) && !isTest) {
    return `imports ${target}: a method never imports another; move the shared part to a folder of its own`;
  }
  if (
    method &&
    file.endsWith('/schema.ts') &&
    !target.startsWith('packages/protocol/') &&
    !target.endsWith('schema.ts') &&
    !PURE.includes(target)
  ) {
    return `imports ${target}: a method's schema.ts may import protocol, zod and other schemas only`;
  }
  if (target.startsWith(key) || (isTest && (target.startsWith('packages/') || target.startsWith('tools/'))))
    return undefined;
  if (rule.internal.some((prefix) => target.startsWith(prefix))) return undefined;
  return `imports ${target}: ${key} may import ${rule.internal.join(', ') || 'nothing of the tree'}`;
}

/** Each import cycle once. */
function cycles(graph: Map<string, string[]>, what = 'is part of a cycle'): ImportProblem[] {
  const problems: ImportProblem[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  function visit(file: string): void {
    if (state.get(file) === 'done' || !graph.has(file)) return;
    if (state.get(file) === 'open') {
      const cycle = [...path.slice(path.indexOf(file)), file];
      problems.push({ file, message: `${what}: ${cycle.join(' → ')}` });
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    state.set(file, 'done');
  }
  for (const file of graph.keys()) visit(file);
  return problems;
}
