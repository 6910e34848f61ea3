// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@lava/kit/testing/random.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEATHS, type Death, KillLab, NOTHING } from './kill/kill-lab.ts';
import { getMaterials, KINDS, type Materials } from './kill/kinds.ts';

/** Once every step was met, more kills are begun for so long after the start, milliseconds. All there are with `--slow`. */
const BUDGET = process.env.LAVA_SLOW ? Number.POSITIVE_INFINITY : 100_000;
const SEED = Number(process.env.LAVA_SEED ?? Date.now() % 1_000_000);
/** Workers, each with one job at a time: a job mostly waits for its guest. */
const LABS = 2;

interface Kill {
  kind: string;
  at: number;
  /** Name of the step. */
  step: string;
  death: Death;
}

describe('a dispatcher that is killed at any step of any kind of job', () => {
  const directory = mkdtempSync('/var/tmp/lava-kill-');
  const labs: KillLab[] = [];
  let materials: Materials;
  beforeAll(async () => {
    process.env.LAVA_WORKER_FILE_DIRS = '/';
    materials = await getMaterials(directory);
    const temporary = join(directory, 'tmp');
    mkdirSync(temporary);
    process.env.TMPDIR = temporary;
    for (let i = 0; i < LABS; i++) labs.push(new KillLab(temporary));
  });
  afterAll(async () => {
    for (const lab of labs) lab.close();
    await materials?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
    delete process.env.LAVA_WORKER_FILE_DIRS;
  });

  const work = (kind: string) => (KINDS[kind] as (typeof KINDS)[string])(materials);

  /** Does everything, each lab one thing at a time. */
  async function each<T>(todo: Iterable<T>, run: (lab: KillLab, item: T) => Promise<void>): Promise<void> {
    const rest = todo[Symbol.iterator]();
    const one = async (lab: KillLab) => {
      for (let next = rest.next(); !next.done; next = rest.next()) await run(lab, next.value);
    };
    await Promise.all(labs.map(one));
  }

  /** A job that nobody kills. @returns its steps */
  async function whole(lab: KillLab, kind: string): Promise<string[]> {
    const { status, left, steps } = await lab.run(work(kind));
    expect(status, kind).toMatchObject({ health: 'complete' });
    expect(left, kind).toEqual(NOTHING);
    return steps;
  }

  it('leaves nothing: no process, mount, export, file or lock; the board is off, and the next job works', async () => {
    const end = performance.now() + BUDGET;
    const random = new Random(SEED);
    const kills: Kill[] = [];
    await each(Object.keys(KINDS), async (lab, kind) => {
      const steps = ['the start', ...(await whole(lab, kind))];
      for (const [at, step] of steps.entries()) kills.push({ kind, at, step, death: random.one(DEATHS) });
    });

    const order = inOrder(kills, random);
    const names = new Set(kills.map(({ step }) => step)).size;
    const dead = new Set<string>();
    await each(order.entries(), async (lab, [i, { kind, at, step, death }]) => {
      if (i >= names && performance.now() > end) return;
      const { status, left } = await lab.run(work(kind), at, death);
      const where = `${kind}, killed at step ${at}, ${step}: ${death} (LAVA_SEED=${SEED})`;
      expect(left, where).toEqual(NOTHING);
      // The last steps are over before the kill arrives.
      if (status.health === 'complete') return;
      expect(status, where).toMatchObject({ health: 'incomplete', code: 'dispatcher-died' });
      dead.add(step);
    });
    expect(dead.size).toBeGreaterThan(names / 2);

    await each(Object.keys(KINDS), async (lab, kind) => void (await whole(lab, kind)));
  }, 900_000);
});

/** By chance, but each step's name once before any comes a second time. */
function inOrder(kills: readonly Kill[], random: Random): Kill[] {
  const shuffled = kills
    .map((kill) => ({ kill, by: random.next() }))
    .sort((a, b) => a.by - b.by)
    .map(({ kill }) => kill);
  const first = new Set(new Map(shuffled.map((kill) => [kill.step, kill])).values());
  return [...first, ...shuffled.filter((kill) => !first.has(kill))];
}
