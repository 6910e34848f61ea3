// SPDX-License-Identifier: Apache-2.0
import { SUBMIT_RESULTS } from './commands.ts';
import { repeated, type Translation, timeout } from './translation.ts';

/** Watchdog of the first scheduler, seconds: no job ran longer. */
const LONGEST = 24 * 3600;

/** Everything of the pipeline job around its actions. */
export function envelope(to: Translation): Record<string, unknown> {
  const { job } = to;
  const context = Object.keys(to.context).length > 0 ? { context: to.context } : {};
  return {
    job_name: (job.job_name || 'LAVA Results').slice(0, 200),
    ...target(to),
    ...(job.tags && !job.device_group && { tags: [...new Set(job.tags)] }),
    priority: job.device_group ? 'medium' : (job.priority ?? 'medium'),
    visibility: visibility(to),
    timeouts: {
      job: timeout(total(to)),
      action: timeout(job.timeout),
      connection: { minutes: 4 },
    },
    ...context,
    ...metadata(to),
    ...notify(to),
    actions: to.actions,
  };
}

function target({ job }: Translation): Record<string, unknown> {
  if (job.target) return { device: job.target, ...(job.device_type && { device_type: job.device_type }) };
  if (!job.device_group) return { device_type: job.device_type };
  const roles = job.device_group.map(({ role, device_type, count, tags }) => [
    role,
    { device_type, count, ...(tags && { tags }) },
  ]);
  return {
    protocols: { 'lava-multinode': { timeout: timeout(job.timeout), roles: Object.fromEntries(roles) } },
  };
}

/** Sum of what the actions may take, at least `timeout`. */
function total({ job, actions }: Translation): number {
  const own = job.actions.map(({ parameters }) => {
    const once = Number(parameters.timeout ?? job.timeout) || job.timeout;
    return repeated(once, Number(parameters.repeat) || 1).seconds;
  });
  const inserted = Math.max(0, actions.length - job.actions.length) * job.timeout;
  const sum = own.reduce((a, b) => a + b, 0) + inserted;
  return Math.min(LONGEST, Math.max(job.timeout, sum));
}

/** By the bundle stream of the last submit_results; without one, public. */
function visibility({ job }: Translation): unknown {
  const last = job.actions.findLast(({ command }) => SUBMIT_RESULTS.includes(command));
  const [, access, kind, owner] = String(last?.parameters.stream ?? '/anonymous/').split('/');
  if (access !== 'private') return 'public';
  return kind === 'team' && owner ? { group: [owner] } : 'personal';
}

/** Metadata of actions becomes the job's, as text. */
function metadata({ job }: Translation): Record<string, unknown> {
  const merged = Object.assign({}, ...job.actions.map((action) => action.metadata));
  const entries = Object.entries(merged).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return entries.length > 0 ? { metadata: Object.fromEntries(entries) } : {};
}

function notify({ job }: Translation): Record<string, unknown> {
  const always = job.notify ?? [];
  const addresses = always.length > 0 ? always : (job.notify_on_incomplete ?? []);
  if (addresses.length === 0) return {};
  const recipients = addresses.map((email) => ({ to: { method: 'email', email } }));
  return { notify: { criteria: { status: always.length > 0 ? 'finished' : 'incomplete' }, recipients } };
}
