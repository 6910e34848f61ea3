// SPDX-License-Identifier: Apache-2.0
/** LAVA's env.yaml and env-dut.yaml: `purge` starts from nothing, `removes` takes away, `overrides` sets. */
function applyRules(rules: Record<string, unknown>, base: Record<string, string>): Record<string, string> {
  const result = rules.purge === true ? {} : { ...base };
  for (const name of Array.isArray(rules.removes) ? rules.removes : []) delete result[String(name)];
  for (const [name, value] of Object.entries((rules.overrides ?? {}) as Record<string, unknown>))
    result[name] = String(value);
  return result;
}

/** By these the worker, or the next run of a person, finds every process of a job again, so no rule takes them away. */
const MARKS = ['LAVA_JOB_ID', 'LAVA_JOB_DIR', 'LAVA_RUN'];

/** What the daemon tells its own processes, and nobody else. */
const DAEMON = /^LAVA_WORKER_/;

/** Environment of `lava-run` and of every program that it starts: the worker's own, with the rules of env.yaml. Nothing of the job is in it. */
export function labEnvironment(
  rules: Record<string, unknown>,
  own: Record<string, string | undefined> = process.env,
): Record<string, string> {
  const kept = Object.entries(own).filter(([name, value]) => value !== undefined && !DAEMON.test(name));
  return applyRules(rules, Object.fromEntries(kept) as Record<string, string>);
}

/**
 * Environment of the device's commands and of emulators; secrets of the job are in it, as in LAVA. Those that would steer
 * programs of the worker were refused with the job: `refuseUnsafe`.
 */
export function jobEnvironment(
  lab: Record<string, string>,
  secrets: Record<string, unknown> | undefined,
  jobId: string,
): Record<string, string> {
  const own = process.env as Record<string, string>;
  const marks = Object.fromEntries(
    MARKS.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])),
  );
  const given = Object.entries(secrets ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...lab, ...Object.fromEntries(given), LAVA_JOB_ID: jobId, ...marks };
}

/** Variables for the device's shell: what the rules set, nothing of the worker itself. */
export function deviceEnvironment(
  rules: Record<string, unknown>,
  env: Record<string, string>,
): Record<string, string> {
  if (Object.keys(rules).length === 0) return {};
  const result = applyRules({ ...rules, purge: true }, env);
  for (const name of Array.isArray(rules.removes) ? rules.removes : []) delete result[String(name)];
  return result;
}
