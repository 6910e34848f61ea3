// SPDX-License-Identifier: Apache-2.0
import type { Noun, Verb } from '../program/verb.ts';

/** A word after `lava`: a group of verbs, or a command of its own. */
export type CommandEntry = {
  summary: string;
  aliases?: string[];
  /** What the help lists this command under, and those after it. */
  heading?: string;
} & ({ load(): Promise<Noun> } | { verb(): Promise<Verb> });

/** The order is that of the help. */
export const COMMANDS: Record<string, CommandEntry> = {
  jobs: {
    heading: 'Jobs',
    summary: 'submit, follow, list, cancel jobs',
    aliases: ['job'],
    load: async () => (await import('./jobs/index.ts')).jobs,
  },
  ci: {
    summary: 'run jobs from a pipeline: submit all, wait, retry what failed because of the lab, report',
    verb: async () => (await import('./ci/ci.ts')).ci,
  },
  results: {
    summary: 'results of tests: show, compare, export, follow over time',
    load: async () => (await import('./results/index.ts')).results,
  },
  'failure-tags': {
    summary: 'kinds of failures that people mark jobs with: list, describe, remove',
    aliases: ['failure-tag'],
    load: async () => (await import('./failure-tags/index.ts')).failureTags,
  },
  'known-failures': {
    summary: 'test cases that may fail: add, list, remove',
    aliases: ['known-failure'],
    load: async () => (await import('./known-failures/index.ts')).knownFailures,
  },
  'fair-share': {
    summary: 'how device time is divided: show, list, set, user, group',
    load: async () => (await import('./fair-share/index.ts')).fairShare,
  },
  queries: {
    summary: 'saved filters of jobs: save, list, show, run, delete',
    aliases: ['query'],
    load: async () => (await import('./queries/index.ts')).queries,
  },
  subscriptions: {
    summary: 'be notified of jobs that end, by mail, web hook or chat: add, list, show, delete',
    aliases: ['subscription'],
    load: async () => (await import('./subscriptions/index.ts')).subscriptions,
  },
  devices: {
    heading: 'Boards',
    summary: 'boards: list, add, change, dictionaries',
    aliases: ['device'],
    load: async () => (await import('./devices/index.ts')).devices,
  },
  console: {
    summary: 'the console of a device, or of a running job: watch it, and type where the job lets you',
    verb: async () => (await import('./console/console.ts')).console,
  },
  lease: {
    summary: 'borrow a board: a device, or any of a device type',
    verb: async () => (await import('./leases/lease.ts')).lease,
  },
  boot: {
    summary: 'borrow a board, booted as a job does it',
    verb: async () => (await import('./leases/boot.ts')).boot,
  },
  power: {
    summary: 'switch the power of a board that you have borrowed',
    verb: async () => (await import('./leases/power.ts')).power,
  },
  leases: {
    summary: 'boards that people have borrowed: list, extend, share, hand over, end',
    load: async () => (await import('./leases/index.ts')).leases,
  },
  'device-types': {
    summary: 'kinds of boards and their templates',
    aliases: ['device-type'],
    load: async () => (await import('./device-types/index.ts')).deviceTypes,
  },
  aliases: {
    summary: 'other names of device types: list, add, remove',
    aliases: ['alias'],
    load: async () => (await import('./aliases/index.ts')).aliases,
  },
  tags: {
    summary: 'what jobs may require of a device: list, add, describe, remove',
    aliases: ['tag'],
    load: async () => (await import('./tags/index.ts')).tags,
  },
  workers: {
    summary: 'hosts that the boards are attached to: add, join lines, enable, disable',
    aliases: ['worker'],
    load: async () => (await import('./workers/index.ts')).workers,
  },
  import: {
    summary: 'take over the lab of another LAVA server that runs',
    verb: async () => (await import('./import/import.ts')).importVerb,
  },
  users: {
    heading: 'Users and rights',
    summary: 'accounts: list, add, change, deactivate',
    aliases: ['user'],
    load: async () => (await import('./users/index.ts')).users,
  },
  groups: {
    summary: 'groups of users: members, names',
    aliases: ['group'],
    load: async () => (await import('./groups/index.ts')).groups,
  },
  permissions: {
    summary: 'what users and groups may do with devices, their types, and workers',
    aliases: ['permission'],
    load: async () => (await import('./permissions/index.ts')).permissions,
  },
  history: {
    summary: 'who changed what, when and why',
    verb: async () => (await import('./history/index.ts')).history,
  },
  tokens: {
    heading: 'Your account',
    summary: 'API tokens of your account: list, add, remove',
    aliases: ['token'],
    load: async () => (await import('./tokens/index.ts')).tokens,
  },
  'artifact-tokens': {
    summary: 'secrets of your account that jobs name: for callbacks, downloads and `secrets`',
    aliases: ['artifact-token'],
    load: async () => (await import('./artifact-tokens/index.ts')).artifactTokens,
  },
  server: {
    summary: 'servers that you have logged in to: list, choose one',
    aliases: ['servers'],
    load: async () => (await import('./server/index.ts')).server,
  },
  login: {
    summary: 'store the address of a server and a token for it',
    verb: async () => (await import('./account/login.ts')).login,
  },
  logout: {
    summary: 'remove the token of a server here, and revoke it there',
    verb: async () => (await import('./account/logout.ts')).logout,
  },
  whoami: {
    summary: 'the account that commands act for',
    verb: async () => (await import('./account/whoami.ts')).whoami,
  },
  validate: {
    heading: 'This machine',
    summary: 'check a job definition without a server',
    verb: async () => (await import('./local/validate.ts')).validate,
  },
  lab: {
    summary: 'virtual boards on this machine, to try boards without hardware',
    load: async () => (await import('./lab/index.ts')).lab,
  },
  doctor: {
    summary: 'examine the server or worker on this machine, and say what to do about each problem',
    verb: async () => (await import('./local/doctor.ts')).doctor,
  },
  backup: {
    summary: 'on the host of the server: write all of its data to one file, while it runs',
    verb: async () => (await import('./local/backup.ts')).backup,
  },
  restore: {
    summary: 'on the host of a stopped, empty server: load a backup',
    verb: async () => (await import('./local/restore.ts')).restore,
  },
  completion: {
    summary: 'print the completion for a shell',
    verb: async () => (await import('./local/completion.ts')).completion,
  },
};
