// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { flag, loadSettings } from '@lava/kit/config/settings.ts';
import { LOG_LEVELS } from '@lava/kit/log/logger.ts';
import { MAX_RULES, RetentionRule } from '@lava/protocol/api/retention.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { CONTROL_PORT, LOG_PORT } from '@lava/protocol/wire/messages.ts';
import { MAX_RETRIES } from '@lava/protocol/wire/run-number.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import * as z from 'zod';
import { LdapSettings, OidcSettings } from './login-settings.ts';
import { isNetwork } from './networks.ts';
import { WEB_PAGES } from './resources.ts';

const port = (fallback: number, description: string) =>
  z.coerce.number().int().min(0).max(65_535).default(fallback).describe(description);

/** A list in the environment, or behind a flag. */
function asYaml(text: string, context: z.RefinementCtx): unknown {
  try {
    return loadYaml(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
}

/** All settings of the server; docs/reference/settings-server.md is the same table, checked by a test. */
export const ServerSettings = z.object({
  stateDir: z
    .string()
    .min(1)
    .default(defaultStateDir)
    .describe(
      'directory of keys, job logs and the embedded database; /var/lib/lava-server for root, else below ~/.local/state',
    ),
  databaseUrl: z.string().min(1).optional().meta({
    description:
      'PostgreSQL to use, e.g. postgres://lava@db.example.org/lava; without it the server runs its own',
    env: 'DATABASE_URL',
  }),
  databaseConnections: z.coerce
    .number()
    .int()
    .min(2)
    .max(500)
    .default(10)
    .describe('maximum number of connections of this process to the database'),
  historyDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(730)
    .describe('days that the history of changes is kept'),
  retention: z
    .union([z.array(z.unknown()), z.string().transform(asYaml)])
    .pipe(z.array(RetentionRule).max(MAX_RULES))
    .default([])
    .describe(
      'rules by which jobs that ended are removed, or only their logs: a list of `days`, and `remove` (job or log) and `filter`; see the how-to about old jobs. Without rules all are kept',
    ),
  logGib: z.coerce
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('most GiB of all logs; beyond it the logs of the oldest jobs are removed. 0: any'),
  httpHost: z.string().min(1).default('0.0.0.0').describe('address that web and REST listen on'),
  httpPort: port(8080, 'port of web and REST; 0 takes any free one'),
  publicReading: flag(
    'anybody may read public jobs, their logs and results, and devices, without an account, by REST and in the pages',
  ),
  trustProxy: flag('a reverse proxy is in front: believe X-Forwarded-For, -Proto and -Host'),
  connectionsPerAddress: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(500)
    .describe('most concurrent HTTP connections of one address; 0 is any number'),
  gatewayHost: z
    .string()
    .min(1)
    .default('*')
    .describe(
      'addresses that the worker link listens on, separated by commas; * is every one, of IPv4 and IPv6',
    ),
  controlPort: port(CONTROL_PORT, 'port of the workers’ control link; 0 takes any free one'),
  logPort: port(LOG_PORT, 'port of the workers’ log link; 0 takes any free one'),
  workerRegisterFrom: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(z.string().refine(isNetwork, 'is not a network such as 192.0.2.0/24')))
    .default(['127.0.0.0/8', '::1/128'])
    .describe(
      'networks from which LAVA’s `lava-worker` may register a new worker without an account, as at LAVA’s server; a list in the file, else separated by commas. Empty: none',
    ),
  eventsPort: port(
    0,
    'port of LAVA’s events over ZeroMQ, which `lavacli events wait` and SQUAD follow; 0: none. Whoever reaches it gets news of public jobs, of devices and workers, without an account',
  ),
  eventsCurve: flag(
    'events are encrypted (CURVE): only clients that know the key of the server, which it shows at /api/v1/system, hear them; `lavacli` and SQUAD cannot',
  ),
  externalHost: z
    .string()
    .min(1)
    .optional()
    .describe(
      'name or address by which workers reach this server, for join lines; default: the one in the request',
    ),
  joinHours: z.coerce
    .number()
    .positive()
    .max(24 * 30)
    .default(24)
    .describe('hours that a join line is valid'),
  sessionDays: z.coerce
    .number()
    .positive()
    .max(400)
    .default(14)
    .describe('days until a browser must sign in again'),
  secondFactorRequired: z
    .enum(['none', 'admins', 'all'])
    .default('none')
    .describe(
      'who must have a second factor to sign in by password: none, admins or all; whoever has none sets one up at the next sign-in. Sign-in by OpenID Connect and tokens need none',
    ),
  ...LdapSettings.shape,
  ...OidcSettings.shape,
  jobLogLimit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_024)
    .describe('maximum size of the log of a job, MiB'),
  attachmentsMib: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(1_024)
    .describe('maximum size of the files that are added to jobs, of all together, MiB; 0: none'),
  privateReceivers: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))])
    .default([])
    .describe(
      'hosts, addresses and networks that are not on the internet, which callbacks of jobs may call nevertheless: hooks.lab, 10.1.0.0/16; a list in the file, else separated by commas',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address by which people reach the pages, for links in mails; without it mails have none'),
  smtpHost: z.string().min(1).optional().describe('relay that takes mails; without it the server sends none'),
  smtpPort: port(25, 'port of the relay; 465 is usual with smtp_security tls'),
  smtpSecurity: z
    .enum(['if-offered', 'starttls', 'tls'])
    .default('if-offered')
    .describe('if-offered: encrypted when the relay offers it; starttls: or not at all; tls: from the start'),
  smtpUser: z.string().min(1).optional().describe('account at the relay; without it, no sign-in'),
  smtpPasswordFile: z.string().min(1).optional().describe('file with the password of that account'),
  mailFrom: z
    .string()
    .min(3)
    .optional()
    .describe('sender of mails, such as LAVA <lava@example.org>; default: lava@ the relay'),
  quarantineAfter: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe(
      'jobs in a row that fail on one device because of the lab, after which it is in quarantine while others of its type do well; 0: never',
    ),
  quarantineRounds: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('health checks in a row that such a device must pass to be back'),
  mailTemplates: z
    .string()
    .min(1)
    .optional()
    .describe('directory of Jinja2 templates for mails: job.jinja2, jobs.jinja2, subscription.jinja2'),
  extraContextVariables: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable')))
    .default([])
    .describe(
      'keys that jobs may have in their `context` in addition to LAVA’s own, for device types that use them; a list in the file, else separated by commas',
    ),
  leaseGroups: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))])
    .default([])
    .describe(
      'groups whose members may lease boards, a list in the file, else separated by commas; default: everybody who may submit',
    ),
  leaseHours: z.coerce
    .number()
    .positive()
    .max(720)
    .default(24)
    .describe('hours that a lease may last at most, with all extensions'),
  leasesPerUser: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(5)
    .describe('leases that one user may have at the same time'),
  leasesPerGroup: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('leases that the members of one group may have at the same time; 0: any number'),
  leaseHoursPerWeek: z.coerce
    .number()
    .positive()
    .max(100_000)
    .default(1_000)
    .describe('hours that one user may have boards within seven days, all leases together'),
  retryInfrastructure: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_RETRIES)
    .default(0)
    .describe(
      'how often a job is tried again after a failure of the lab, where neither its definition nor its device type says it',
    ),
  webDir: z
    .string()
    .min(1)
    .default(WEB_PAGES)
    .describe('the built web pages; the server runs without them too'),
  logLevel: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe(`what the service logs: ${LOG_LEVELS.join(', ')}`),
  logFormat: z.enum(['text', 'json']).optional().describe('text or json; text on a terminal, else json'),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

const FILE = '/etc/lava-server/settings.yaml';

function defaultStateDir(): string {
  if (process.getuid?.() === 0) return '/var/lib/lava-server';
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'lava-server');
}

/**
 * Flags, environment, settings file (`LAVA_SETTINGS`, else /etc/lava-server/settings.yaml), defaults.
 * @throws LavaError `config-invalid`
 */
export function readSettings(
  args: string[],
  env: Record<string, string | undefined> = process.env,
): { settings: ServerSettings; rest: string[] } {
  const fileName = env.LAVA_SETTINGS || FILE;
  const file = existsSync(fileName) ? readFile(fileName) : undefined;
  if (env.LAVA_SETTINGS && !file) throw new LavaError('config-invalid', `${fileName} does not exist`);
  const { settings, rest } = loadSettings(ServerSettings, { args, env, file, fileName });
  return { settings: { ...settings, stateDir: resolve(settings.stateDir) }, rest };
}

function readFile(fileName: string): Record<string, unknown> {
  const content = loadYaml(readFileSync(fileName, 'utf8')) ?? {};
  const parsed = z.record(z.string(), z.unknown()).safeParse(content);
  if (!parsed.success) throw new LavaError('config-invalid', `${fileName} is not a list of settings`);
  return parsed.data;
}

/** Where the logs of jobs are. */
export function logDirectory({ stateDir }: Pick<ServerSettings, 'stateDir'>): string {
  return join(stateDir, 'job-output');
}
