// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** What people wait for in a program: an option, and the modules that it loads when it is given. */
export interface Quick {
  option: string;
  loads: RegExp;
}

/**
 * A program `NAME-program.js` that starts from its user's compile cache, as `NAME.js`. For the one option it loads `NAME-quick.js`
 * instead, which has what the option needs and a third of the text: half of a start is loading the program.
 * @param main source of the program
 * @param dir where `NAME-program.js` is
 */
export async function makeQuick(
  name: string,
  main: string,
  dir: string,
  quick: Quick,
  options: BuildOptions,
): Promise<void> {
  const whole = `./${name}-program.js`;
  await build({
    ...options,
    // Nobody reads traces of it, and reading its text takes longer than what is done with half of it.
    minifyIdentifiers: true,
    plugins: [...(options.plugins ?? []), withoutRest(quick.loads, whole), WITHOUT_DESCRIPTIONS],
    entryPoints: [main],
    outfile: join(dir, `${name}-quick.js`),
    external: [...(options.external ?? []), whole],
  });
  // The cache must be there before the code is loaded.
  const start = `import { useCompileCache } from './packages/kit/src/process/compile-cache.ts';
    useCompileCache();
    await (process.argv.some((arg) => arg.startsWith('${quick.option}')) ? import('./${name}-quick.js') : import('${whole}'));`;
  await build({
    ...options,
    banner: {},
    stdin: { contents: start, resolveDir: root },
    outfile: join(dir, `${name}.js`),
    external: ['./*-quick.js', './*-program.js'],
  });
}

/** Whatever is loaded on demand and not expected starts the whole program, which does all from the beginning and ends the process. */
function withoutRest(loads: RegExp, whole: string): Plugin {
  return {
    name: 'without-rest',
    setup(plugins) {
      plugins.onResolve({ filter: /^[.@]/ }, ({ kind, path }) =>
        kind === 'dynamic-import' && path !== whole && !loads.test(path)
          ? { path, namespace: 'rest' }
          : undefined,
      );
      plugins.onLoad({ filter: /./, namespace: 'rest' }, () => ({ contents: `await import('${whole}');` }));
    },
  };
}

/** Each description, which only the reference shows, makes a copy of its schema: a third of all schemas that a plan has. */
const WITHOUT_DESCRIPTIONS: Plugin = {
  name: 'without-descriptions',
  setup(plugins) {
    plugins.onLoad({ filter: /zod\/v4\/classic\/schemas\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(
        /describe\(description\) \{[^}]*\}\);\s*return cl;\s*\}/,
        'describe() { return this; }',
      );
      if (contents === text) throw new Error(`${path}: zod describes schemas in another way`);
      return { contents };
    });
  },
};
