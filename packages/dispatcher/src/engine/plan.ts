// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import type { Action, Block, Job } from '@lava/protocol/job/job.ts';
import type { Timeout } from '@lava/protocol/job/timeout.ts';
import { type Board, boardOf } from '../job/board.ts';
import { readLoosely } from '../job/loose-values.ts';
import { textOf } from '../job/read.ts';
import { layout } from './layout.ts';
import type { Method, PlanContext } from './method.ts';
import type { Methods } from './methods.ts';
import { Gathered } from './problems.ts';
import { select } from './select.ts';
import { settingsOf } from './settings.ts';
import type { Step, StepSpec } from './step.ts';
import type { Target } from './target.ts';
import { namespaceOf, Targets } from './targets.ts';

export interface Plan {
  job: Job;
  device: Device;
  steps: Step[];
  /** The place of the block that a step of the first level stands for. */
  places: ReadonlyMap<Step, NonNullable<Problem['where']>>;
  /** What blocks need and no earlier block of their namespace provides: reasons not to run the job. */
  lacks: readonly Problem[];
  targets: ReadonlyMap<string, Target>;
  /** The step that holds the board after a failure, when that is asked for while the job runs. */
  askedHold(asked: Timeout): Step;
}

const SECTIONS = ['deploy', 'boot', 'test', 'command', 'hold'] as const;
type Section = (typeof SECTIONS)[number];

/** What blocks must keep to besides the shapes of their methods; gives problems, of which errors refuse the job. */
export interface Rules {
  block(placed: Placed, device: Device): Problem[];
  job(job: Job, blocks: readonly Placed[]): Problem[];
}

interface Placed {
  section: Section;
  block: Block;
  /** Of the block in the job, for messages. */
  path: (string | number)[];
}

/** The block of what a job does after its last one. */
const ENDS: Block = { namespace: 'common' };

interface Entry extends Placed {
  /** The block as the job has it; `block` has the protocols and the namespace with it. */
  written: Block;
  /** The block of a test as its target lists it: by it the method finds its place in that list. */
  test?: Block;
}

/**
 * The tree of steps for a job on a device. Reads nothing but its arguments, and touches nothing.
 * @param odd when given, a block that is not of its method's shape is planned all the same, where that is possible; gets
 * what is wrong with such blocks
 * @throws LavaError `method-none` with the refusals of every method tried, `job-invalid`, `device-invalid`
 */
export function planWith(job: Job, device: Device, methods: Methods, rules: Rules, odd?: Problem[]): Plan {
  const gathered = new Gathered();
  const lacks: Problem[] = [];
  let here: (string | number)[] = [];
  const targets = new Targets((problem) => lacks.push({ ...problem, where: { path: here } }));
  const systems = new Map<string, string>();
  const places: [Step, NonNullable<Problem['where']>][] = [];
  const board = boardOf(device);
  const entries = job.actions.flatMap(
    (action, i) => gathered.try(['actions', i], () => entriesOf(action, job, i)) ?? [],
  );
  const broken = rules.job(job, entries.map(asWritten)).filter(isError);
  // The plan of such a job can be shown all the same.
  if (odd) odd.push(...broken);
  else gathered.try([], () => refuse(broken, []));
  for (const each of entries) {
    if (each)
      gathered.try(each.path, () => registerTest({ job, device, targets, board }, each, methods, odd));
  }
  gathered.throwIfAny();
  const steps = entries.map((each, i) => {
    if (!each) return undefined;
    const { section, block, path } = each;
    here = path;
    if (section === 'deploy' && typeof block.os === 'string') systems.set(namespaceOf(block), block.os);
    const target = targets.of(block);
    const os = systems.get(namespaceOf(block));
    const context = { job, device, board, settings: null, os, section, block, target, targets: targets.all };
    const step = () => layout(context, planBlock(each, context, methods, odd), i + 1);
    return gathered.try(path, () => {
      refuse(rules.block(asWritten(each), device).filter(isError), path);
      const planned = guarded(step, path, odd);
      if (planned) places.push([planned, { path }]);
      return planned;
    });
  });
  gathered.throwIfAny();
  const end = (section: 'on-failure' | 'finalize', spec: StepSpec) =>
    layout({ job, device, section, block: ENDS }, spec, steps.length + 1);
  const askedHold = (asked: Timeout) => end('on-failure', methods.ends.holdAfterFailure({ board }, asked));
  if (job.hold_on_failure) steps.push(askedHold(job.hold_on_failure));
  steps.push(end('finalize', methods.ends.finalize()));
  const all = steps.filter((step) => step !== undefined);
  return { job, device, steps: all, places: new Map(places), targets: targets.all, lacks, askedHold };
}

/** The blocks of an action in the order of their keys: mostly there is one. */
function entriesOf(action: Action, job: Job, index: number): Entry[] {
  const sections = Object.keys(action).filter((key) => SECTIONS.includes(key as Section)) as Section[];
  if (sections.length === 0) {
    const found = Object.keys(action).join(', ') || 'nothing';
    throw new LavaError('job-invalid', `an action is one of ${SECTIONS.join(', ')}; found ${found}`);
  }
  return sections.flatMap((section) => {
    const own = action[section];
    return own ? [entry(section, own, job, index)] : [];
  });
}

function entry(section: Section, own: Block, job: Job, index: number): Entry {
  // Protocol calls are looked up as keys of the block.
  const block = section === 'command' || section === 'hold' ? own : { ...own, ...job.protocols };
  if (own.failure_retry !== undefined && own.repeat !== undefined)
    throw new LavaError('job-invalid', 'a block has either `failure_retry` or `repeat`, not both');
  return {
    section,
    written: own,
    block: { ...block, namespace: own.namespace ?? 'common' },
    path: ['actions', index, section],
  };
}

function asWritten({ section, written, path }: Entry): Placed {
  return { section, block: written, path };
}

/** What the tests need must be known before the deploy and boot blocks of their namespace are planned. */
function registerTest(
  { job, device, board, targets }: { job: Job; device: Device; board: Board; targets: Targets },
  entry: Entry,
  methods: Methods,
  odd: Problem[] | undefined,
): void {
  const { section, block: written, path } = entry;
  const target = targets.of(written);
  if (section !== 'test') return;
  const seen = { board, settings: null, os: undefined, target, targets: targets.all };
  const context = { job, device, block: written, ...seen };
  const method = select(methods.test, context, 'test', methods.words.test);
  const planned = {
    block: parsed(method, context, path, odd),
    stage: target.tests.filter((test) => test.needsOverlay).length,
    needsDeploymentData: method.needsDeploymentData,
    needsOverlay: method.needsOverlay,
    needsShell: method.needsShell,
  };
  entry.test = planned.block;
  target.tests.push(planned);
  const other = written['connection-namespace'];
  if (other !== undefined && other !== target.namespace) targets.of({ namespace: other }).tests.push(planned);
}

function planBlock(
  { section, path, test }: Entry,
  context: PlanContext,
  methods: Methods,
  odd: Problem[] | undefined,
): StepSpec {
  const { block, device } = context;
  if (section === 'command' || section === 'hold') return methods.ends[section](context);
  const asked = { deploy: `to: ${textOf(block.to)}`, boot: `method: ${textOf(block.method)}`, test: '' }[
    section
  ];
  const method = select<Method>(methods[section], context, section, methods.words[section], asked);
  const own = test ?? parsed(method, context, path, odd);
  const settings = settingsOf(method, device, section, own, odd);
  return method.plan({ ...context, block: own, settings });
}

/** Blocks of another shape than their method thinks can break it anywhere: then what is wrong with them is the answer. */
function guarded(what: () => Step, path: (string | number)[], odd: Problem[] | undefined): Step {
  try {
    return what();
  } catch (error) {
    if (error instanceof LavaError || !odd || odd.length === 0) throw error;
    const own = odd.filter(({ where }) => path.every((key, i) => where?.path?.[i] === key));
    throw invalid(own.length > 0 ? own : odd, path, error);
  }
}

function parsed(
  method: Method,
  { block }: PlanContext,
  path: (string | number)[],
  odd: Problem[] | undefined,
): Block {
  const { value } = readLoosely(method.schema, block);
  const result = method.schema.safeParse(value);
  if (result.success) return result.data;
  const problems = issuesOf(method.schema, value, path);
  if (!odd) throw invalid(problems, path);
  odd.push(...problems);
  return value as Block;
}

/** @throws LavaError `job-invalid` when there is a problem */
function refuse(problems: Problem[], path: (string | number)[]): void {
  if (problems.length > 0) throw invalid(problems, path);
}

function invalid([first, ...problems]: Problem[], path: (string | number)[], cause?: unknown): LavaError {
  return new LavaError('job-invalid', first?.message ?? 'the block has problems', {
    problems,
    where: first?.where ?? { path },
    cause,
  });
}
