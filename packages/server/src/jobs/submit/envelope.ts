// SPDX-License-Identifier: Apache-2.0
import { validateJob } from '@lava/dispatcher/schema.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { Retry } from '@lava/protocol/job/retry.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { HoldTime } from '@lava/protocol/job/timeout-definition.ts';
import { findUnstorable } from '@lava/protocol/text/storable.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { loadYamlWithPositions } from '@lava/yaml/positions.ts';
import * as z from 'zod';
import { compute, isQuick } from '../../compute/compute.ts';
import { parsePriority } from '../../domain/priority.ts';
import type { LeaseRules } from '../../rights/leases.ts';
import { type RoleNeed, rolesOf } from './split.ts';

/** What the server itself needs of a job that the dispatcher's schemas accept. */
const Envelope = z.object({
  job_name: z.string(),
  device_type: z.string().optional(),
  device: z.string().optional(),
  worker: z.string().optional(),
  visibility: z.union([z.string(), z.object({ group: z.array(z.string()).default([]) })]),
  priority: z.unknown().optional(),
  tags: z.array(z.string()).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  timeouts: z.object({ queue: Timeout.nullish(), job: Timeout }),
  hold_on_failure: HoldTime.nullish(),
  retry: Retry.nullish(),
  actions: z.array(z.looseObject({ hold: z.looseObject({ for: HoldTime.optional() }).optional() })),
  protocols: z.record(z.string(), z.unknown()).nullish(),
  notify: z.unknown().optional(),
});

export interface JobEnvelope {
  name: string;
  multinode: boolean;
  deviceType: string | undefined;
  device: string | undefined;
  worker: string | undefined;
  visibility: 'public' | 'personal' | 'group';
  groups: string[];
  priority: number;
  tags: string[];
  metadata: Record<string, unknown>;
  /** Seconds. */
  queueTimeout: number | null;
  /** It says who is notified about it. */
  notifies: boolean;
  /** Of the job itself, with a hold after a failure, seconds. */
  timeLimit: number;
  /** For so many seconds at most it holds its board for a person; 0 when it does not. */
  holds: number;
  /** For so many seconds it holds its board if it fails; null when its definition does not say so. */
  failureHold: number | null;
  /** How often it is tried again; null: what its device type says, else the lab. */
  retries: number | null;
  /** Of a MultiNode job: what each of its jobs asks for, in the place of what the job itself does. */
  roles?: RoleNeed[];
}

/** What this lab allows beyond what every lab does. */
export interface JobRules {
  /** Keys of `context` in addition to LAVA's own: the setting `extra_context_variables`. */
  extraContext?: readonly string[];
  /** The device is chosen already: the job need not say its type. */
  deviceKnown?: boolean;
  /** How often jobs are tried again of which neither their definition nor their device type says it. */
  labRetries?: number;
  /** Who may hold boards; absent: everybody, as long as they like. */
  leases?: LeaseRules;
}

/** The error for a job that is refused: it counts its problems, and has them all. */
export function refusedEnvelope({ problems, syntax }: CheckedEnvelope): LavaError {
  const errors = problems.filter(isError);
  const [first] = errors;
  if (syntax && first)
    return new LavaError('yaml-syntax', first.message, { hint: first.hint, where: first.where });
  const count = `${errors.length} ${errors.length === 1 ? 'problem' : 'problems'}`;
  const more = errors.length > 1 ? ' …' : '';
  return new LavaError('job-invalid', `the job definition has ${count}: ${first?.message ?? ''}${more}`, {
    problems,
  });
}

export interface CheckedEnvelope {
  envelope?: JobEnvelope;
  problems: Problem[];
  /** The text is not YAML at all. */
  syntax?: boolean;
}

/** `checkEnvelope`, in a thread when the text may take long. */
export async function readEnvelope(text: string, rules: JobRules): Promise<CheckedEnvelope> {
  if (isQuick(text)) return checkEnvelope(text, rules);
  return (await compute('check-envelope', { text, rules })) as CheckedEnvelope;
}

/** Never throws for any text; without an envelope some of the problems are errors, with it all are warnings. */
export function checkEnvelope(text: string, { extraContext, deviceKnown }: JobRules): CheckedEnvelope {
  const { job, problems } = validateJob(text, { extraContext, deviceKnown });
  if (!job) return isYaml(text, problems) ? { problems } : { problems, syntax: true };
  const parsed = Envelope.safeParse(job);
  if (!parsed.success) {
    return { problems: [...problems, ...parsed.error.issues.map(({ message }) => ({ message }))] };
  }
  const { data } = parsed;
  const wrong = storedProblems(text, data);
  if (wrong.length > 0) return { problems: [...wrong, ...problems] };
  const { visibility } = data;
  const groups = typeof visibility === 'string' ? [] : visibility.group;
  // LAVA takes `visibility: {}` for a job that only its submitter sees.
  const personal = visibility === 'personal' || (typeof visibility !== 'string' && groups.length === 0);
  const queue = data.timeouts.queue;
  const roles = rolesOf(job);
  const multinode = Boolean(data.protocols?.['lava-multinode']);
  return {
    problems,
    envelope: {
      name: data.job_name,
      multinode,
      // The roles of a MultiNode job have the types, whatever the job itself says.
      deviceType: multinode ? undefined : data.device_type,
      device: data.device,
      worker: data.worker,
      visibility: visibility === 'public' ? 'public' : personal ? 'personal' : 'group',
      groups,
      priority: parsePriority(data.priority) ?? 0,
      tags: [...new Set(data.tags)].sort(),
      metadata: data.metadata ?? {},
      notifies: data.notify !== null && data.notify !== undefined,
      queueTimeout: queue ? Math.max(1, Math.ceil(seconds(queue))) : null,
      timeLimit: seconds(data.timeouts.job) + heldAfterFailure(data),
      holds: heldBy(data),
      failureHold: data.hold_on_failure ? heldAfterFailure(data) : null,
      // A group is not tried again, and a board is held for a person, not for a test.
      retries: multinode || heldBy(data) > 0 ? 0 : (data.retry?.infrastructure ?? null),
      ...(roles && { roles }),
    },
  };
}

type Data = z.infer<typeof Envelope>;

function heldAfterFailure({ hold_on_failure: asked }: Data): number {
  return asked ? seconds(asked) : 0;
}

function heldBy(data: Data): number {
  const holds = data.actions.flatMap(({ hold }) => (hold ? [seconds(hold.for ?? data.timeouts.job)] : []));
  return Math.max(heldAfterFailure(data), ...holds);
}

/** Only a text with a single problem may not be YAML. */
function isYaml(text: string, problems: Problem[]): boolean {
  if (problems.length !== 1) return true;
  try {
    loadYaml(text);
    return true;
  } catch {
    return false; // the one problem says why
  }
}

/** Seconds that the database's column holds; 68 years. */
const MAX_QUEUE_TIMEOUT = 2 ** 31 - 1;

/** What the database cannot hold of what is stored apart from the text, each with its place. */
function storedProblems(text: string, data: z.infer<typeof Envelope>): Problem[] {
  const problems: Problem[] = [];
  const { timeouts, ...rest } = data;
  const found = findUnstorable(rest);
  if (found)
    problems.push({ message: `\`${found.path.join('.')}\` ${found.message}`, where: { path: found.path } });
  const queue = timeouts.queue && seconds(timeouts.queue);
  if (queue && !(queue > 0 && queue <= MAX_QUEUE_TIMEOUT)) {
    const expected = `1 to ${MAX_QUEUE_TIMEOUT} seconds`;
    const message = `\`timeouts.queue\` must be ${expected}, found ${queue}`;
    problems.push({ message, expected, found: String(queue), where: { path: ['timeouts', 'queue'] } });
  }
  if (problems.length === 0) return [];
  const document = loadYamlWithPositions(text);
  return problems.map((problem) => {
    const where = { ...problem.where, ...document.at(problem.where?.path ?? []) };
    return { ...problem, severity: 'error', where };
  });
}

/** Metadata as JSON; whole numbers beyond those of JavaScript stay exact, and those beyond PostgreSQL's become text. */
export function metadataJson(metadata: Record<string, unknown>): string {
  return JSON.stringify(metadata, (_, value: unknown) => {
    if (typeof value !== 'bigint') return value;
    const text = String(value);
    return text.length > 1_000 ? text : rawJson(text);
  });
}

/** Not in the types of ES2024 yet. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
