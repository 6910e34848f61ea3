// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@lava/kit/testing/random.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEATHS, type Kill, KillLab, NOTHING } from './kill/kill-lab.ts';
import { KINDS, SLOW_KINDS } from './kill/kinds.ts';
import { getMaterials, type Materials } from './kill/materials.ts';

const SLOW = process.env.LAVA_SLOW !== undefined;
/** Once every step was met, more kills are begun for so long after the start, milliseconds. All there are with `--slow`. */
const BUDGET = SLOW ? Number.POSITIVE_INFINITY : 30_000;
const SEED = Number(process.env.LAVA_SEED ?? Date.now() % 1_000_000);
/** Workers, each with one job at a time: a job mostly waits for its guest. */
const LABS = 2;

interface KillOfKind extends Kill {
  kind: string;
  /** Name of the step. */
  step: string;
}

/** Kinds of jobs of which a normal run knows every step, and those of which it kills one somewhere. */
const WHOLE = SLOW ? { ...KINDS, ...SLOW_KINDS } : KINDS;
const SAMPLED = SLOW ? {} : SLOW_KINDS;
/** A kind that is only sampled has about so many steps. */
const STEPS = 30;

describe('a dispatcher that is killed at any step of any kind of job', () => {
  const directory = mkdtempSync('/var/tmp/lava-kill-');
  const labs: KillLab[] = [];
  let materials: Materials;
  beforeAll(async () => {
    process.env.LAVA_WORKER_FILE_DIRS = '/';
    materials = await getMaterials(directory, LABS);
    const { tftp } = materials.virtual;
    process.env.LAVA_WORKER_TFTP_DIR = tftp;
    const temporary = join(directory, 'tmp');
    mkdirSync(temporary);
    process.env.TMPDIR = temporary;
    for (let i = 0; i < LABS; i++) labs.push(new KillLab(i, { temporary, tftp }, i % 2 === 0));
  });
  afterAll(async () => {
    for (const lab of labs) await lab.close();
    await materials?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
    for (const name of ['FILE_DIRS', 'TFTP_DIR']) delete process.env[`LAVA_WORKER_${name}`];
  });

  function work(kind: string, lab: KillLab) {
    const make = { ...KINDS, ...SLOW_KINDS }[kind];
    if (!make) throw new Error(`no such kind of job: ${kind}`);
    return make(materials, lab.number);
  }

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
    const { status, left, steps } = await lab.run(work(kind, lab));
    expect(status, kind).toMatchObject({ health: 'complete' });
    expect(left, kind).toEqual(NOTHING);
    return steps;
  }

  it('leaves nothing: no process, mount, export, file or lock; the board is off, and the next job works', async () => {
    const end = performance.now() + BUDGET;
    const random = new Random(SEED);
    const kills: KillOfKind[] = [];
    const chance = () => ({ death: random.one(DEATHS), delay: random.between(0, 200) });
    await each(Object.keys(WHOLE), async (lab, kind) => {
      const steps = ['the start', ...(await whole(lab, kind))];
      for (const [at, step] of steps.entries()) kills.push({ kind, at, step, ...chance() });
    });
    for (const kind of Object.keys(SAMPLED)) {
      const at = random.between(1, STEPS);
      kills.push({ kind, at, step: `step ${at} of ${kind}`, ...chance() });
    }

    const order = inOrder(kills, random);
    const names = new Set(kills.map(({ step }) => step)).size;
    const dead = new Set<string>();
    await each(order.entries(), async (lab, [i, { kind, step, ...kill }]) => {
      if (i >= names && performance.now() > end) return;
      const { status, left } = await lab.run(work(kind, lab), kill);
      const { at, death, delay } = kill;
      const where = `${kind}, killed at step ${at}, ${step}: ${death}, ${delay} ms (LAVA_SEED=${SEED})`;
      expect(left, where).toEqual(NOTHING);
      // The last steps are over before the kill arrives.
      if (status.health === 'complete') return;
      expect(status, where).toMatchObject({ health: 'incomplete', code: 'dispatcher-died' });
      dead.add(step);
    });
    expect(dead.size).toBeGreaterThan(names / 2);

    // Each kill is followed by another job on the same board; these go to their ends.
    const last = SLOW ? Object.keys(WHOLE) : labs.map(() => random.one(Object.keys(WHOLE)));
    await each(last, async (lab, kind) => void (await whole(lab, kind)));
  }, 900_000);
});

/** By chance, but each step's name once before any comes a second time. */
function inOrder(kills: readonly KillOfKind[], random: Random): KillOfKind[] {
  const shuffled = kills
    .map((kill) => ({ kill, by: random.next() }))
    .sort((a, b) => a.by - b.by)
    .map(({ kill }) => kill);
  const first = new Set(new Map(shuffled.map((kill) => [kill.step, kill])).values());
  return [...first, ...shuffled.filter((kill) => !first.has(kill))];
}
