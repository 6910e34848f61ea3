// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';

/**
 * Our side of `./lava bench jinja`, a process of its own as Python is: renders all templates of a directory once, from
 * source, and then again and again. Prints seconds as JSON, start-up left out on both sides.
 */
const request = JSON.parse(readFileSync(0, 'utf8')) as { directory: string; names: string[]; rounds: number };
const { directory, names, rounds } = request;

const environment = createLavaEnvironment((name) => readFileSync(join(directory, name), 'utf8'));
const first = seconds(() => renderAll());
const warm = seconds(() => {
  for (let round = 0; round < rounds; round++) renderAll();
});
process.stdout.write(JSON.stringify({ first, warm }));

function renderAll(): void {
  for (const name of names) environment.render(name);
}

function seconds(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}
