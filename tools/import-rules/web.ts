// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportRule } from './rule.ts';

const SRC = 'packages/web/src';
const OUTSIDE = ['examples/', 'packages/protocol/', 'packages/yaml/', 'packages/dispatcher/src/schema.ts'];

function rule(...folders: string[]): ImportRule {
  return { internal: [...OUTSIDE, ...folders.map((folder) => `${SRC}/${folder}/`)], external: 'any' };
}

function featureNames(): string[] {
  const folder = join(import.meta.dirname, '../..', SRC, 'features');
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

/**
 * The layers of the web pages: app, features (one never imports another), entities, then what has no data (ui, log) and
 * what has no look (data, live), and lib below all.
 */
export const WEB_RULES: Record<string, ImportRule> = {
  [`${SRC}/app/`]: rule('features', 'entities', 'ui', 'log', 'data', 'live', 'lib'),
  ...Object.fromEntries(
    featureNames().map((name) => [
      `${SRC}/features/${name}/`,
      rule('entities', 'ui', 'log', 'data', 'live', 'lib'),
    ]),
  ),
  [`${SRC}/entities/`]: rule('ui', 'log', 'data', 'live', 'lib'),
  [`${SRC}/ui/`]: rule('lib'),
  [`${SRC}/log/`]: rule('ui', 'lib'),
  [`${SRC}/data/`]: rule('live', 'lib'),
  [`${SRC}/live/`]: rule('lib'),
  // Written into index.html: small, and nothing that the pages would load again.
  [`${SRC}/early/`]: rule('log', 'lib'),
  [`${SRC}/lib/`]: rule(),
};
