// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { COMMANDS } from './commands.ts';
import type { DeviceFacts } from './device-facts.ts';
import { envelope } from './envelope.ts';
import * as schema from './schema.ts';
import { Refusal, refuse, Translation } from './translation.ts';

export interface TranslatedJob {
  /** Pipeline job definition. */
  definition: Record<string, unknown>;
  warnings: string[];
}

/**
 * Translates a definition of the first dispatcher into a pipeline job.
 * @param factsOf of the devices of a type, or of one device
 * @throws LavaError `job-invalid` with every problem: what has no equivalent is refused, naming the command and what to use
 */
export function translate(
  parsed: unknown,
  factsOf: (type: string | undefined, device: string | undefined) => DeviceFacts,
): TranslatedJob {
  const job = parse(schema.JsonJob, parsed, []);
  const facts = factsOf(job.device_type ?? job.device_group?.[0]?.device_type, job.target);
  const to = new Translation(job, facts);
  refuseTop(to);
  job.actions.forEach((action, index) => {
    translateAction(to, index, action);
  });
  if (to.problems.length > 0) throw invalid(to.problems);
  return { definition: envelope(to), warnings: to.warnings };
}

function refuseTop({ job, problems }: Translation): void {
  const refuseKey = (key: string, message: string, hint?: string) =>
    problems.push({ message, where: { path: [key] }, ...(hint && { hint }) });
  for (const key of schema.RESERVED) if (key in job) refuseKey(key, `\`${key}\` is reserved`);
  if (job.health_check)
    refuseKey('health_check', 'a health check cannot be submitted', 'enter it with the device type');
  if (job.vm_group)
    refuseKey('vm_group', '`vm_group` has no equivalent', 'use secondary connections: a role with host_role');
  if (!job.target && !job.device_type && !job.device_group && !job.vm_group) {
    refuseKey('device_type', 'the job names no device', 'one of target, device_type, device_group');
  }
  if (job.device_group?.some((role) => role.is_slave))
    refuseKey('device_group', '`is_slave` has no equivalent');
  for (const key of ['lmp_module', 'port', 'hostname', 'config', 'is_slave', 'is_vmhost'] as const) {
    if (job[key]) refuseKey(key, `\`${key}\` has no equivalent`);
  }
}

/** One command; why it cannot be translated becomes a problem at its place. */
function translateAction(to: Translation, index: number, { command, parameters }: schema.JsonAction): void {
  const known = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  try {
    if (!known) refuse(`action '${command}' is not known`);
    known(to, parameters);
  } catch (thrown) {
    if (thrown instanceof z.ZodError) {
      to.problems.push(...problemsOf(thrown, ['actions', index, 'parameters']));
    } else if (thrown instanceof Refusal) {
      const { message, hint } = thrown;
      to.problems.push({
        message: `${command}: ${message}`,
        where: { path: ['actions', index] },
        ...(hint && { hint }),
      });
    } else {
      throw thrown;
    }
  }
}

function parse<S extends z.ZodType>(shape: S, value: unknown, path: (string | number)[]): z.infer<S> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(problemsOf(parsed.error, path));
}

function problemsOf(error: z.ZodError, path: (string | number)[]): Problem[] {
  return error.issues.map((issue) => ({
    message: `${[...path, ...issue.path].join('.')}: ${issue.message}`,
    where: { path: [...path, ...(issue.path as (string | number)[])] },
  }));
}

function invalid(problems: Problem[]): LavaError {
  const first = problems[0]?.message ?? '';
  return new LavaError('job-invalid', `the JSON job cannot run: ${first}`, { problems });
}
