// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, '../../packages/dispatcher/src');
const FOLDER = /import\('\.\/((deploy|boot|test)\/[^/']+)\/index\.ts'\)/g;

/** packages/dispatcher/src/generated/method-schemas.ts: the schemas of the methods of registry.ts, in its order. */
export async function methodSchemas(): Promise<string> {
  const registry = readFileSync(join(SOURCES, 'registry.ts'), 'utf8');
  const methods = [...registry.matchAll(FOLDER)].map(([, folder = '', section = '']) => ({
    folder,
    section,
    name: folder.replace('/', '-').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
  }));
  const list = (section: string, type: string) => [
    `export const ${section}Schemas: readonly ${type}[] = [`,
    ...methods.filter((each) => each.section === section).map(({ name }) => `  ${name},`),
    '];',
  ];
  return `${[
    '// SPDX-License-Identifier: Apache-2.0',
    '// Made by ./lava generate from registry.ts: what is known of all methods, for judging jobs without running them.',
    "import type { MethodSchema, TestMethodSchema } from '../job/method-schema.ts';",
    ...methods.map(
      ({ folder, name }) => `import { ${schemaOf(folder)} as ${name} } from '../${folder}/schema.ts';`,
    ),
    '',
    ...list('deploy', 'MethodSchema'),
    ...list('boot', 'MethodSchema'),
    ...list('test', 'TestMethodSchema'),
  ].join('\n')}\n`;
}

/** Name of the one schema that a method's `schema.ts` exports. */
function schemaOf(folder: string): string {
  const text = readFileSync(join(SOURCES, folder, 'schema.ts'), 'utf8');
  const name = /export const (\w+Schema)\b/.exec(text)?.[1];
  if (name === undefined) throw new Error(`${folder}/schema.ts exports no schema`);
  return name;
}
