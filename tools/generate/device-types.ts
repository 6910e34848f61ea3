// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '@lava/jinja/device/differences.ts';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { templateInfo } from '@lava/jinja/template-info.ts';
import { isFragment, templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { shippedDeviceTypes } from '@lava/kit/lab-files/shipped.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { readBoards } from './board-tables.ts';
import { boardTemplates, isMadeFromRow } from './board-templates.ts';

export const LIBRARY = shippedDeviceTypes() ?? '';
export const BOARDS = readBoards(join(LIBRARY, 'boards'));

/** The template of each row of a table; undefined for one whose row is gone. */
export function templatesOfTables(): Map<string, string | undefined> {
  const files = new Map<string, string | undefined>();
  for (const [name, path] of templatesIn(LIBRARY))
    if (isMadeFromRow(readFileSync(path, 'utf8'))) files.set(`${name}.jinja2`, undefined);
  for (const [file, text] of boardTemplates(BOARDS)) files.set(file, text);
  return files;
}

/**
 * What types render to without a dictionary: file name → text. Each type written by hand has a file of its own; what is
 * as in base.yaml is left out, so that a change there shows once. The rows of a table share one, with what each
 * changes in the render of the type that it extends.
 */
export function goldens(): Map<string, string> {
  const render = renderer();
  const made = new Set(BOARDS.map(({ name }) => name));
  const base = sections(render('base'));
  const files = new Map<string, string>();
  for (const name of templatesIn(LIBRARY).keys()) {
    if (isFragment(name) || made.has(name)) continue;
    const own = sections(render(name)).filter((section) => name === 'base' || !base.includes(section));
    const rest = name === 'base' ? '' : ', besides what base.yaml has';
    const head = `# What ${name}.jinja2 gives without a dictionary${rest}. Made by ./lava generate.\n`;
    files.set(`${name}.yaml`, `${head}${own.join('\n')}\n`);
  }
  const configuration = remembering((name) => loadYaml(render(name)));
  for (const [table, boards] of Map.groupBy(BOARDS, (board) => board.table)) {
    const changes = boards.map(({ name, base }) => {
      const lines = differences(configuration(base), configuration(name)).flatMap(({ path, before, after }) =>
        (after.length > 0 ? after : before.map((value) => `~ ${value}`)).map(
          (value) => `  ${path}: ${value}\n`,
        ),
      );
      return `${name}: # ${base}\n${lines.join('')}`;
    });
    const head = `# What each row of boards/${table}.yaml changes in the render of its base. Made by ./lava generate.\n`;
    files.set(`boards-${table}.yaml`, head + changes.join(''));
  }
  return files;
}

/** Text of a type without a dictionary, by its name. */
function renderer(): (name: string) => string {
  const environment = createLavaEnvironment(templateLoader(templatesIn(LIBRARY)));
  return remembering((name) => environment.render(`${name}.jinja2`, {}));
}

function remembering<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    known.set(name, value);
    return value;
  };
}

function sections(text: string): string[] {
  return text
    .trim()
    .replace(/\n{2,}/g, '\n')
    .split(/\n(?=\S)/);
}

export interface DeviceType {
  name: string;
  /** Type that it extends, undefined for `base`. */
  parent: string | undefined;
  /** The comment below the licence line, as one paragraph. */
  about: string;
}

export function deviceTypes(): DeviceType[] {
  return [...templatesIn(LIBRARY)]
    .filter(([name]) => !isFragment(name))
    .map(([name, path]) => {
      const text = readFileSync(path, 'utf8');
      const about = /^\{#[^#]*#\}\n\{#\s*([\s\S]*?)\s*#\}/.exec(text)?.[1]?.replace(/\s+/g, ' ');
      if (!about)
        throw new Error(`${path} does not say what board it is for in a comment below the licence line`);
      return { name, about, parent: templateInfo(text).extends?.replace(/\.jinja2$/, '') };
    });
}
