// SPDX-License-Identifier: Apache-2.0
import type { JobRecord, Level } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { createRenderer } from './render.ts';

const at = (milliseconds: number) =>
  `${new Date(1_790_000_000_000 + milliseconds).toISOString().slice(0, -1)}000+00:00`;
const start = (ms: number, level: string, name: string): JobRecord => ({
  dt: at(ms),
  lvl: 'info',
  msg: `start: ${level} ${name}`,
  step: { event: 'start', level, name, timeout: 60 },
});
const end = (ms: number, level: string, name: string, ok = true): JobRecord => ({
  dt: at(ms),
  lvl: 'info',
  msg: `end: ${level} ${name}`,
  step: { event: 'end', level, name, duration: ms / 1000, ok },
});
const text = (ms: number, lvl: Level, msg: string): JobRecord => ({ dt: at(ms), lvl, msg });

function render(records: JobRecord[], options: { debug?: boolean; levels?: Level[] } = {}) {
  const lines: string[] = [];
  const renderer = createRenderer({ line: (line) => lines.push(line), colour: false, ...options });
  for (const record of records) renderer.add(record);
  renderer.flush();
  return { lines, renderer };
}

const job = [
  start(0, '1', 'deploy'),
  start(10, '1.1', 'download'),
  end(20, '1.1', 'download'),
  text(25, 'debug', 'a detail'),
  start(30, '1.2', 'unpack'),
  text(40, 'error', 'not gzip'),
  end(50, '1.2', 'unpack', false),
];

describe('the live log', () => {
  it('shows steps as a tree; what had nothing inside is one line', () => {
    expect(render(job).lines).toEqual([
      '    0.00 ▸ 1 deploy',
      '    0.02   ✓ 1.1 download 0.02 s',
      '    0.03   ▸ 1.2 unpack',
      '    0.04 │ not gzip',
      '    0.05   ✗ 1.2 unpack 0.05 s',
    ]);
  });

  it('shows debug lines, or only certain levels, when asked', () => {
    expect(render(job, { debug: true }).lines).toContain('    0.03 │ a detail');
    expect(render(job, { levels: ['error'] }).lines).toEqual(['    0.04 │ not gzip']);
  });

  it('knows which step runs, for how long and how long it may', () => {
    const { renderer } = render(job.slice(0, 2));
    expect(renderer.running(1_790_000_001_510)).toBe('1.1 download: 1.50 s of at most 1 min 00 s');
    renderer.add(end(20, '1.1', 'download'));
    expect(renderer.running(1_790_000_001_000)).toBe('1 deploy: 1.00 s of at most 1 min 00 s');
    renderer.add(end(30, '1', 'deploy'));
    expect(renderer.running(1_790_000_001_000)).toBeUndefined();
  });
});
