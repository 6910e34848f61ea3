// SPDX-License-Identifier: Apache-2.0
import { validateJob } from '@lava/dispatcher/schema.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { z } from 'zod';
import { parsePriority } from '../../domain/priority.ts';

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
  timeouts: z.object({ queue: Timeout.nullish() }),
});

export interface JobEnvelope {
  name: string;
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
}

/** What this lab allows beyond what every lab does. */
export interface JobRules {
  /** Keys of `context` beside LAVA's own: the setting `extra_context_variables`. */
  extraContext?: readonly string[];
}

/** The error for a job that is refused: it counts its problems, and has them all. */
export function refusedEnvelope(text: string, problems: Problem[]): LavaError {
  loadYaml(text); // throws when that is the problem
  const errors = problems.filter(isError);
  const count = `${errors.length} ${errors.length === 1 ? 'problem' : 'problems'}`;
  const more = errors.length > 1 ? ' …' : '';
  return new LavaError('job-invalid', `the job definition has ${count}: ${errors[0]?.message ?? ''}${more}`, {
    problems,
  });
}

/** Never throws for any text; without an envelope some of the problems are errors, with it all are warnings. */
export function checkEnvelope(
  text: string,
  { extraContext }: JobRules,
): { envelope?: JobEnvelope; problems: Problem[] } {
  const { job, problems } = validateJob(text, { extraContext });
  if (!job) return { problems };
  const parsed = Envelope.safeParse(job);
  if (!parsed.success) {
    return { problems: [...problems, ...parsed.error.issues.map(({ message }) => ({ message }))] };
  }
  const { data } = parsed;
  const { visibility } = data;
  const groups = typeof visibility === 'string' ? [] : visibility.group;
  // LAVA takes `visibility: {}` for a job that is its submitter's alone.
  const personal = visibility === 'personal' || (typeof visibility !== 'string' && groups.length === 0);
  const queue = data.timeouts.queue;
  return {
    problems,
    envelope: {
      name: data.job_name,
      deviceType: data.device_type,
      device: data.device,
      worker: data.worker,
      visibility: visibility === 'public' ? 'public' : personal ? 'personal' : 'group',
      groups,
      priority: parsePriority(data.priority) ?? 0,
      tags: [...new Set(data.tags)].sort(),
      metadata: data.metadata ?? {},
      queueTimeout: queue ? Math.max(1, Math.ceil(seconds(queue))) : null,
    },
  };
}
