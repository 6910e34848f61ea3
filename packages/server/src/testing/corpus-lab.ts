// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadYaml } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import { hashPassword } from '../accounts/password.ts';
import type { LogStore } from '../logs/log-store.ts';
import { enterGroups } from './corpus-groups.ts';
import type { Restricted, Seed, SeedCase, SeedDevice, SeedJob } from './corpus-seed.ts';

export type Sql = (text: string, values?: unknown[]) => Promise<unknown>;

/** Enters exactly what the seed lists, with its ids. Statements, since no use case gives an id or a time of the past. */
export async function seedLab(sql: Sql, seed: Seed): Promise<void> {
  await people(sql, seed);
  await things(sql, seed);
  for (const job of seed.jobs) await enterJob(sql, seed, job);
  await enterGroups(sql, seed);
  for (const { name, health_job } of seed.devices) {
    const job = seed.jobs.find(({ key }) => key === health_job);
    if (job)
      await sql('update devices set health_check_job = $2, health_check_time = $3 where name = $1', [
        ...[name, job.id, job.submit_time],
      ]);
  }
  await sql(`select setval('jobs_id_seq', $1, false)`, [seed.next_job_id]);
}

async function people(sql: Sql, seed: Seed): Promise<void> {
  for (const name of seed.groups)
    await sql('insert into groups (id, name) overriding system value values ($1, $2)', [
      seed.group_ids[name],
      name,
    ]);
  await sql('insert into users (id, username) overriding system value values ($1, $2)', [
    ...[HEALTH_CHECKS.id, HEALTH_CHECKS.name],
  ]);
  for (const {
    id,
    name,
    email,
    token,
    password,
    superuser = false,
    active = true,
    groups = [],
  } of seed.users) {
    await sql(
      'insert into users (id, username, email, admin, active, password) overriding system value values ($1, $2, $3, $4, $5, $6)',
      [id, name, email, superuser, active, await hashPassword(password)],
    );
    await sql(
      `insert into api_tokens (user_id, hash, description, expires) values ($1, $2, 'corpus', now() + interval '1 day')`,
      [id, sha256(token)],
    );
    for (const group of groups)
      await sql('insert into group_members (group_id, user_id) values ($1, $2)', [seed.group_ids[group], id]);
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Who submits health checks; there in every installation of LAVA. */
const HEALTH_CHECKS = { name: 'lava-health', id: 1_000 };

async function things(sql: Sql, seed: Seed): Promise<void> {
  for (const type of seed.device_types) {
    const { name, description = null, display = true, template, ...restricted } = type;
    const { health_frequency = 24, health_denominator = 'hours', disable_health_check = false } = type;
    const { health_check } = type;
    await sql(
      `insert into device_types (name, description, display, health_frequency, health_denominator, disable_health_check)
       values ($1, $2, $3, $4, $5, $6)`,
      [name, description, display, health_frequency, health_denominator, disable_health_check],
    );
    await sql('update device_types set cpu_model = $2, core_count = $3 where name = $1', [
      ...[name, type.cpu_model ?? null, type.core_count ?? null],
    ]);
    if (type.hardware)
      await sql(
        'update device_types set architecture = $2, processor = $3, bits = $4, cores = array[$5::text] where name = $1',
        [name, seed.architecture, seed.processor, seed.bits, seed.core],
      );
    if (health_check) await version(sql, 'health-check', name, health_check);
    if (template) await version(sql, 'template', name, template);
    await grants(sql, seed, 'device-type', name, restricted);
  }
  for (const [name, type] of Object.entries(seed.aliases))
    await sql('insert into aliases (name, device_type) values ($1, $2)', [name, type]);
  for (const [name, description] of Object.entries(seed.tags))
    await sql('insert into tags (id, name, description) overriding system value values ($1, $2, $3)', [
      ...[seed.tag_ids[name], name, description],
    ]);
  for (const { name, config, env, ...row } of seed.workers) {
    const { health, description, last_ping, job_limit, token, version: running = null } = row;
    await sql(
      `insert into workers (name, description, state, health, job_limit, version, last_seen, token_hash)
       values ($1, $2, 'offline', $3, $4, $5, $6, $7)`,
      [name, description, health.toLowerCase(), job_limit, running, last_ping, sha256(token)],
    );
    if (config) await version(sql, 'worker-config', name, config);
    if (env) await version(sql, 'worker-env', name, env);
  }
  for (const [name, description] of Object.entries(seed.failure_tags))
    await sql(
      'insert into failure_tags (id, name, description) overriding system value values ($1, $2, $3)',
      [seed.failure_tag_ids[name], name, description],
    );
  for (const {
    name,
    type,
    worker,
    health,
    tags = [],
    description = null,
    dictionary,
    ...restricted
  } of seed.devices) {
    await sql(
      'insert into devices (name, device_type, worker, health, description) values ($1, $2, $3, $4, $5)',
      [...[name, type, worker, health.toLowerCase(), description]],
    );
    const { device_version, physical_owner, physical_group } = restricted as Partial<SeedDevice>;
    await sql('update devices set revision = $2, owner = $3, owner_group = $4 where name = $1', [
      ...[name, device_version ?? null],
      ...[seed.users.find((user) => user.name === physical_owner)?.id ?? null],
      ...[physical_group === undefined ? null : seed.group_ids[physical_group]],
    ]);
    for (const tag of tags) await sql('insert into device_tags (device, tag) values ($1, $2)', [name, tag]);
    if (dictionary) await version(sql, 'dictionary', name, dictionary);
    await grants(sql, seed, 'device', name, restricted);
  }
  // Alice may add, change and remove everything in the lab.
  for (const { id, permissions = [] } of seed.users)
    for (const word of permissions) {
      const [, verb = '', model = ''] = /\.(add|change|delete)_(device|devicetype|worker)$/.exec(word) ?? [];
      if (verb === '') continue;
      const kind = model === 'devicetype' ? 'device-type' : model;
      const permission = verb === 'delete' ? 'remove' : verb;
      await sql('insert into grants (kind, permission, user_id) values ($1, $2, $3)', [kind, permission, id]);
    }
}

function version(sql: Sql, kind: string, name: string, text: string): Promise<unknown> {
  return sql(
    `insert into text_versions (kind, name, version, text, author) values ($1, $2, 1, $3, 'admin')`,
    [kind, name, text],
  );
}

async function grants(
  sql: Sql,
  seed: Seed,
  kind: 'device' | 'device-type',
  name: string,
  given: Restricted,
): Promise<void> {
  const column = kind === 'device' ? 'device' : 'device_type';
  const all = { view: given.view, submit: given.submit_to, change: given.change };
  for (const [permission, groups = []] of Object.entries(all))
    for (const group of groups)
      await sql(`insert into grants (kind, ${column}, permission, group_id) values ($1, $2, $3, $4)`, [
        ...[kind, name, permission, seed.group_ids[group]],
      ]);
}

async function enterJob(sql: Sql, seed: Seed, job: SeedJob): Promise<void> {
  const { id, state, health, device_type, actual_device: device, definition } = job;
  const hash = await text(sql, definition);
  // What was submitted: of a MultiNode job, the whole.
  const submitted = await text(sql, job.multinode_definition ?? definition);
  await sql('insert into demands (device_type, tags) values ($1, $2) on conflict do nothing', [
    device_type,
    job.tags,
  ]);
  const submitter = [...seed.users, HEALTH_CHECKS].find(({ name }) => name === job.submitter)?.id;
  const visibility = job.viewing_groups.length > 0 ? 'group' : job.is_public ? 'public' : 'personal';
  const { kind, message } = errorOf(job);
  const over = state === 'Finished';
  const run = device === undefined ? null : id;
  await sql(
    `insert into jobs (id, state, health, priority, submitter, visibility, viewing_groups, device_type, demand_id, health_check,
       submit_time, end_time, run_id, error_code, error_kind, error_message) overriding system value
     values ($1, $2, $3, $4, $5, $6, $7, $8, (select min(id) from demands where device_type is not distinct from $8 and tags = $9),
       $10, $11, $12, $13, $14, $15, $16)`,
    [
      ...[id, state.toLowerCase(), health.toLowerCase(), job.priority, submitter, visibility],
      ...[job.viewing_groups.map((group) => seed.group_ids[group]), device_type, job.tags, job.health_check],
      ...[job.submit_time, over ? (job.end_time ?? job.submit_time) : null, run],
      ...(message === undefined ? [null, null, null] : [`${kind}-error`, kind, message]),
    ],
  );
  await sql(
    `insert into job_requests (job_id, submission, description, definition, original_definition, metadata)
     values ($1, gen_random_uuid(), $2, $3, $4, $5)`,
    [id, job.description, hash, submitted, JSON.stringify(job.metadata ?? {})],
  );
  for (const tag of job.failure_tags)
    await sql('insert into job_failure_tags (job_id, tag_id) values ($1, $2)', [
      id,
      seed.failure_tag_ids[tag],
    ]);
  if (device === undefined) return;
  const lines = recordsOf(job);
  await sql(
    `insert into runs (id, job_id, device, worker, schedule_time, start_time, end_time, next_seq, exit_records, link_token)
     overriding system value values ($1, $1, $2, (select worker from devices where name = $2), $3, $4, $5, $6, $7, $8)`,
    [
      id,
      device,
      job.submit_time,
      job.start_time ?? null,
      over ? job.end_time : null,
      lines.length,
      over ? lines.length : null,
      `corpusjobtoken${String(id).padStart(18, '0')}`,
    ],
  );
  if (!over)
    await sql('insert into holds (device, run_id, state) values ($1, $2, $3)', [
      ...[device, id, state === 'Running' || state === 'Canceling' ? 'running' : 'reserved'],
    ]);
  await enterResults(sql, job);
}

async function text(sql: Sql, content: string): Promise<Buffer> {
  const hash = sha256(content);
  await sql('insert into job_definitions (hash, text) values ($1, $2) on conflict do nothing', [
    hash,
    content,
  ]);
  return hash;
}

/** What ended it: LAVA has it with the job's own result. */
function errorOf({ suites, failure_comment }: SeedJob): { kind: string; message: string | undefined } {
  const cases = suites.flatMap((suite) => (suite.name === 'lava' ? suite.cases : []));
  const text = cases.find(({ name }) => name === 'job')?.metadata ?? '';
  const said = (key: string) => new RegExp(`^${key}: (.+)$`, 'm').exec(text)?.[1];
  const kind = said('error_type')?.toLowerCase() ?? 'infrastructure';
  return { kind, message: failure_comment ?? (kind === 'canceled' ? said('error_msg') : undefined) };
}

async function enterResults(sql: Sql, { id, suites }: SeedJob): Promise<void> {
  let record = 0;
  for (const suite of suites) {
    await sql('insert into suites (run_id, id, name) values ($1, $2, $3)', [id, suite.id, suite.name]);
    for (const each of suite.cases) {
      const metadata = Object(toPlain(loadYaml(each.metadata ?? '{}'))) as Record<string, unknown>;
      for (const key of ['case', 'definition', 'result', 'set', 'measurement', 'units']) {
        // What a line did not say although it is known of its case.
        if (key in metadata) delete metadata[key];
        else metadata[key] = null;
      }
      // The steps of LAVA have it from their duration.
      const measured: Partial<SeedCase> = metadata.duration === undefined ? each : {};
      await sql(
        `insert into results (run_id, id, record, suite_id, set_name, name, result, measurement, units, start_record, end_record,
           logged, metadata) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          ...[id, each.id, record++, suite.id, each.set ?? null, each.name, each.result],
          ...[measured.measurement?.replace(/\.?0+$/, '') ?? null, measured.units ?? null],
          ...[each.start_log_line, each.end_log_line].map((line) => (line === undefined ? null : line - 1)),
          ...[each.logged, JSON.stringify(metadata)],
        ],
      );
    }
  }
}

/** Lines of its log without the dash of the list. */
export function recordsOf({ log = '' }: Pick<SeedJob, 'log'>): string[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2));
}

/** What the seed's logs hold, in the store. */
export async function seedLogs(
  sql: Sql,
  store: LogStore,
  pack: (data: Buffer) => Promise<Buffer>,
  seed: Seed,
): Promise<void> {
  for (const job of seed.jobs) {
    const lines = recordsOf(job);
    if (lines.length === 0 || job.actual_device === undefined) continue;
    const raw = Buffer.from(`${lines.join('\n')}\n`);
    const data = await pack(raw);
    const owner = { id: job.id, submitted: new Date(job.submit_time) };
    mkdirSync(store.directory(owner), { recursive: true });
    writeFileSync(store.path(owner, 1), data);
    await sql(
      `insert into log_chunks (run_id, from_seq, count, file_offset, length, raw_length, file) values ($1, 0, $2, 0, $3, $4, 1)`,
      [job.id, lines.length, data.length, raw.length],
    );
  }
}
