// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { debianDeviceTypes, pythonReference, runReference } from '../tools/parity/reference.ts';
import { type Bench, type BenchReport, median } from './report.ts';

const SAMPLES = 5;
const ROUNDS = 20;

interface Sample {
  /** Seconds for all templates, from source to text. */
  first: number;
  /** Seconds for all of them `ROUNDS` times more. */
  warm: number;
}

/** Rendering all device types of Debian's lava-server: Python's jinja2 against ours, in turn, in one run. */
export const jinja: Bench = {
  run: async (): Promise<BenchReport> => {
    const python = pythonReference();
    const types = debianDeviceTypes();
    const missing = python.reason ?? types.reason;
    if (missing !== undefined || types.value === undefined)
      throw new Error(`nothing to compare with: ${missing}`);
    const directory = types.value;
    const names = readdirSync(directory).filter((name) => name.endsWith('.jinja2'));
    const theirs: Sample[] = [];
    const ours: Sample[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      theirs.push(runReference('bench', { directories: [directory], names, rounds: ROUNDS }) as Sample);
      ours.push(renderer({ directory, names, rounds: ROUNDS }));
    }
    const middle = (samples: Sample[], of: (sample: Sample) => number) => median(samples.map(of));
    const firsts = [theirs, ours].map((samples) => middle(samples, (s) => s.first)) as [number, number];
    const warms = [theirs, ours].map((samples) => middle(samples, (s) => s.warm / ROUNDS)) as [
      number,
      number,
    ];
    return {
      method:
        `all ${names.length} device types of Debian's lava-server, jinja2 and ours in turn ${SAMPLES} times, each time a fresh ` +
        `process; medians, start-up left out. "First" reads, compiles and renders; "again" renders what is compiled (${ROUNDS} rounds).`,
      figures: [
        { name: 'jinja2, first', value: firsts[0] * 1000, unit: 'ms' },
        { name: 'ours, first', value: firsts[1] * 1000, unit: 'ms' },
        { name: 'faster, first', value: firsts[0] / firsts[1], unit: '×', limit: { least: 3 } },
        { name: 'jinja2, again', value: warms[0] * 1000, unit: 'ms' },
        { name: 'ours, again', value: warms[1] * 1000, unit: 'ms' },
        { name: 'faster, again', value: warms[0] / warms[1], unit: '×' },
      ],
    };
  },
};

/** @throws Error with the renderer's last words when it fails */
function renderer(request: object): Sample {
  const program = join(import.meta.dirname, 'jinja-renderer.ts');
  const child = spawnSync(process.execPath, [program], { input: JSON.stringify(request), encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`jinja-renderer.ts: ${child.stderr || child.error}`);
  return JSON.parse(child.stdout) as Sample;
}
