// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { seconds, Timeout } from '@lava/protocol/job/timeout.ts';
import { loadYamlWithPositions, type PositionedYaml } from '@lava/yaml/positions.ts';
import { z } from 'zod';
import { parsePriority } from '../domain/priority.ts';

/** What the server itself needs of a job; what the methods need is checked by the dispatcher's own schemas. */
const Envelope = z.looseObject({
  job_name: z.string().min(1).max(200),
  device_type: z.string().min(1).max(200).optional(),
  device: z.string().min(1).max(200).optional(),
  worker: z.string().min(1).max(200).optional(),
  visibility: z.union([
    z.enum(['public', 'personal']),
    z.strictObject({ group: z.array(z.string().min(1)).min(1) }),
  ]),
  priority: z
    .custom(
      (value) => parsePriority(value) !== undefined,
      'is low, medium, high, or a whole number from 0 to 100',
    )
    .optional(),
  tags: z.array(z.string().min(1)).default([]),
  metadata: z.record(z.string(), z.unknown()).default({}),
  secrets: z.record(z.string(), z.unknown()).optional(),
  context: z.record(z.string(), z.unknown()).default({}),
  timeouts: z.looseObject({ job: Timeout, queue: Timeout.optional() }),
  actions: z.array(z.record(z.string(), z.unknown())).min(1, 'has no action'),
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
  context: Record<string, unknown>;
  hasSecrets: boolean;
  /** Seconds. */
  queueTimeout: number | null;
}

/** @throws LavaError `yaml-syntax`, or `job-invalid` with every problem and its place */
export function parseEnvelope(text: string): JobEnvelope {
  const { envelope, problems } = checkEnvelope(text);
  if (envelope) return envelope;
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const first = problems[0]?.message ?? '';
  throw new LavaError(
    'job-invalid',
    `the job definition has ${count}: ${first}${problems.length > 1 ? ' …' : ''}`,
    {
      problems,
    },
  );
}

/** @throws LavaError `yaml-syntax` */
export function checkEnvelope(text: string): { envelope?: JobEnvelope; problems: Problem[] } {
  const yaml = loadYamlWithPositions(text);
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    return {
      problems: [{ message: 'a job definition is a mapping with job_name, timeouts, visibility, actions …' }],
    };
  }
  const parsed = Envelope.safeParse(yaml.value);
  if (!parsed.success) return { problems: parsed.error.issues.map((issue) => toProblem(issue, yaml)) };
  const job = parsed.data;
  if (job.device_type === undefined && !hasMultinode(job)) {
    const message = 'device_type is missing: the job must say which type of device it is for';
    return { problems: [{ message, where: { path: [], ...yaml.at([]) } }] };
  }
  const visibility = typeof job.visibility === 'string' ? job.visibility : 'group';
  return {
    problems: [],
    envelope: {
      name: job.job_name,
      deviceType: job.device_type,
      device: job.device,
      worker: job.worker,
      visibility,
      groups: typeof job.visibility === 'string' ? [] : job.visibility.group,
      priority: parsePriority(job.priority) ?? 0,
      tags: [...new Set(job.tags)].sort(),
      metadata: job.metadata,
      context: job.context,
      hasSecrets: job.secrets !== undefined,
      queueTimeout: job.timeouts.queue ? Math.max(1, Math.ceil(seconds(job.timeouts.queue))) : null,
    },
  };
}

function hasMultinode(job: Record<string, unknown>): boolean {
  const protocols = job.protocols as Record<string, unknown> | undefined;
  return protocols?.['lava-multinode'] !== undefined;
}

function toProblem(issue: z.core.$ZodIssue, yaml: PositionedYaml): Problem {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const name = path.join('.');
  const missing = issue.code === 'invalid_type' && 'input' in issue && issue.input === undefined;
  const message = missing ? `${name} is missing` : `${name}: ${issue.message}`;
  return { message, where: { path, ...yaml.at(path) } };
}
