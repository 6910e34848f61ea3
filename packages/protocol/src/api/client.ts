// SPDX-License-Identifier: Apache-2.0

import type * as z from 'zod';
import {
  Account,
  type AddApiToken,
  type AddGroup,
  type AddUser,
  ApiTokenList,
  type ApiTokenQuery,
  BrowserSessionList,
  type ChangePassword,
  Group,
  GroupList,
  type GroupQuery,
  type Login,
  NewApiToken,
  PasswordLink,
  Session,
  type UpdateGroup,
  type UpdateUser,
  type UsePasswordLink,
  User,
  UserList,
  type UserQuery,
} from './auth.ts';
import { type CompareQuery, Comparison } from './compare.ts';
import type { ExportFormat, ExportQuery } from './exports.ts';
import { HistoryList, type HistoryQuery } from './history.ts';
import { streamChanges, streamJob } from './job-stream.ts';
import {
  type DefinitionForm,
  type FailJob,
  Job,
  JobCounts,
  type JobCountsQuery,
  JobList,
  type JobListQuery,
  ProblemReport,
  type RecordsQuery,
  type ResultQuery,
  SubmittedJob,
  TestResultList,
  TestSuiteList,
  type TextLogQuery,
  TranslatedJob,
  type UpdateJob,
} from './jobs.ts';
import {
  type AcceptJoinRequest,
  type AddDevice,
  type AddDeviceType,
  type AddWorker,
  type BringBack,
  Device,
  DeviceCounts,
  type DeviceCountsQuery,
  DeviceList,
  type DeviceQuery,
  DeviceType,
  DeviceTypeList,
  type DeviceTypeQuery,
  JoinInvitation,
  JoinRequestList,
  OfflineReport,
  type RunHealthCheck,
  SavedText,
  TagList,
  type TagQuery,
  type TakeOffline,
  TextHistory,
  TextVersion,
  type UpdateDevice,
  type UpdateDeviceType,
  type UpdateWorker,
  Worker,
  WorkerCounts,
  type WorkerCountsQuery,
  WorkerList,
  type WorkerQuery,
} from './lab.ts';
import { type AddGrant, Grant, GrantList, type GrantQuery } from './permissions.ts';
import { System } from './system.ts';
import { type ClientOptions, createTransport, json, type Transport } from './transport.ts';

type Methods = ReturnType<typeof methods>;

/** What a list can be asked, as it is written: filters, sort, page. */
type Query<T extends z.ZodType> = z.input<T>;

export interface Client extends Methods {
  /** The same methods, whose requests end when the signal is aborted. */
  withSignal(signal: AbortSignal): Methods;
}

/**
 * The REST API, typed: one method an endpoint, every answer parsed by its schema. The CLI and the web pages share it,
 * and its paths are the list of what the server has below `/api/v1`.
 *
 * Every method throws LavaError: the server's own refusal, or `server-unreachable`.
 */
export function createClient(options: ClientOptions): Client {
  const send = createTransport(options);
  return {
    ...methods(send),
    withSignal: (signal) => methods((method, path, request) => send(method, path, { signal, ...request })),
  };
}

function methods(send: Transport) {
  return { ...auth(send), jobs: jobs(send), ...lab(send), streamChanges: streamChanges.bind(null, send) };
}

function auth(send: Transport) {
  return {
    system: () => json(send('GET', '/system'), System),
    session: () => json(send('GET', '/session'), Session),
    /** Signs in with a cookie; programs send a token instead. */
    signIn: (body: z.input<typeof Login>) => json(send('POST', '/session', { body }), Session),
    signOut: () => empty(send('DELETE', '/session')),
    /** Ends every other session of the account. */
    changePassword: (body: z.input<typeof ChangePassword>) =>
      json(send('POST', '/session/password', { body }), Session),
    history: (query: Query<typeof HistoryQuery> = {}) =>
      json(send('GET', '/history', { query }), HistoryList),
    users: (query: Query<typeof UserQuery> = {}) => json(send('GET', '/users', { query }), UserList),
    groups: (query: Query<typeof GroupQuery> = {}) => json(send('GET', '/groups', { query }), GroupList),
    group: (name: string) => json(send('GET', `/groups/${part(name)}`), Group),
    addGroup: (body: z.input<typeof AddGroup>) => json(send('POST', '/groups', { body }), Group),
    updateGroup: (name: string, body: z.input<typeof UpdateGroup>) =>
      json(send('PATCH', `/groups/${part(name)}`, { body }), Group),
    /** Refused while it has permissions. */
    removeGroup: (name: string) => empty(send('DELETE', `/groups/${part(name)}`)),
    user: (name: string) => json(send('GET', `/users/${encodeURIComponent(name)}`), Account),
    updateUser: (name: string, body: z.input<typeof UpdateUser>) =>
      json(send('PATCH', `/users/${encodeURIComponent(name)}`, { body }), Account),
    passwordLink: (name: string) =>
      json(send('POST', `/users/${encodeURIComponent(name)}/password-link`, { body: {} }), PasswordLink),
    usePasswordLink: (body: z.input<typeof UsePasswordLink>) =>
      json(send('POST', '/session/password-link', { body }), Session),
    addUser: (body: z.input<typeof AddUser>) => json(send('POST', '/users', { body }), User),
    permissions: {
      list: (query: Query<typeof GrantQuery> = {}) => json(send('GET', '/permissions', { query }), GrantList),
      grant: (body: z.input<typeof AddGrant>) => json(send('POST', '/permissions', { body }), Grant),
      revoke: (id: number) => empty(send('DELETE', `/permissions/${id}`)),
    },
    /** Browsers in which the account is signed in; removing one signs it out there. */
    sessions: {
      list: () => json(send('GET', '/sessions'), BrowserSessionList),
      remove: (id: number) => empty(send('DELETE', `/sessions/${id}`)),
    },
    tokens: {
      list: (query: Query<typeof ApiTokenQuery> = {}) =>
        json(send('GET', '/tokens', { query }), ApiTokenList),
      add: (body: z.input<typeof AddApiToken>) => json(send('POST', '/tokens', { body }), NewApiToken),
      remove: (id: number) => empty(send('DELETE', `/tokens/${id}`)),
    },
  };
}

function jobs(send: Transport) {
  return {
    list: (query: JobListQuery = {}) => json(send('GET', '/jobs', { query }), JobList),
    /** How many wait, run, and ended in each way. */
    counts: (query: z.input<typeof JobCountsQuery> = {}) =>
      json(send('GET', '/jobs/counts', { query }), JobCounts),
    submit: (definition: string) => json(send('POST', '/jobs', { body: { definition } }), SubmittedJob),
    /** All problems of a definition; an empty list when it would be accepted. */
    validate: (definition: string) =>
      json(send('POST', '/jobs/validate', { body: { definition } }), ProblemReport),
    /** A JSON job of the first dispatcher as pipeline YAML. */
    translate: (definition: string) =>
      json(send('POST', '/jobs/translate', { body: { definition } }), TranslatedJob),
    get: (id: number) => json(send('GET', `/jobs/${id}`), Job),
    /** Moves a job that waits to another place in the queue. */
    update: (id: number, body: z.input<typeof UpdateJob>) =>
      json(send('PATCH', `/jobs/${id}`, { body }), Job),
    /** Ends a job that a cancel cannot end; for admins. */
    fail: (id: number, body: z.input<typeof FailJob> = {}) =>
      json(send('POST', `/jobs/${id}/fail`, { body }), Job),
    cancel: (id: number) => json(send('POST', `/jobs/${id}/cancel`), Job),
    resubmit: (id: number) => json(send('POST', `/jobs/${id}/resubmit`), SubmittedJob),
    /** The text as submitted; with `pipeline` the YAML that runs, which differs for a JSON job. */
    definition: (id: number, form?: DefinitionForm) =>
      text(send('GET', `/jobs/${id}/definition`, { query: { form } })),
    results: (id: number, query: Query<typeof ResultQuery> = {}) =>
      json(send('GET', `/jobs/${id}/results`, { query }), TestResultList),
    /** Its results in a form of other programs; the body may be long. */
    export: (id: number, format: ExportFormat, query: Query<typeof ExportQuery> = {}) =>
      send('GET', `/jobs/${id}/export/${format}`, { query, headers: { accept: '*/*' } }),
    /** What became of each case from the first job to the other. */
    compare: (before: number, after: number, query: Query<typeof CompareQuery> = {}) =>
      json(send('GET', `/jobs/${before}/compare/${after}`, { query }), Comparison),
    /** Suites of its results, each with how many cases passed and failed. */
    suites: (id: number) => json(send('GET', `/jobs/${id}/suites`), TestSuiteList),
    /** Lines of stored records; fewer than asked for at the end of what there is. */
    records: async (id: number, query: Partial<RecordsQuery> = {}) => {
      const body = await text(send('GET', `/jobs/${id}/records`, { query }));
      return body.split('\n').filter((line) => line !== '');
    },
    /** The whole log as LAVA's YAML. */
    logYaml: (id: number) => text(send('GET', `/jobs/${id}/log.yaml`)),
    /** The whole log as text; `bare`: without time and level. */
    logText: (id: number, query: Partial<TextLogQuery> = {}) =>
      text(send('GET', `/jobs/${id}/log.txt`, { query })),
    stream: (id: number, from = 0, signal?: AbortSignal) => streamJob(send, id, from, signal),
  };
}

function lab(send: Transport) {
  return {
    deviceTypes: {
      list: (query: Query<typeof DeviceTypeQuery> = {}) =>
        json(send('GET', '/device-types', { query }), DeviceTypeList),
      get: (name: string) => json(send('GET', `/device-types/${part(name)}`), DeviceType),
      add: (body: z.input<typeof AddDeviceType>) => json(send('POST', '/device-types', { body }), DeviceType),
      update: (name: string, body: z.input<typeof UpdateDeviceType>) =>
        json(send('PATCH', `/device-types/${part(name)}`, { body }), DeviceType),
      /** Refused while devices or jobs have it. */
      remove: (name: string) => empty(send('DELETE', `/device-types/${part(name)}`)),
      template: keptText(send, (name) => `/device-types/${part(name)}/template`),
      healthCheck: keptText(send, (name) => `/device-types/${part(name)}/health-check`),
    },
    devices: {
      list: (query: Query<typeof DeviceQuery> = {}) => json(send('GET', '/devices', { query }), DeviceList),
      counts: (query: z.input<typeof DeviceCountsQuery> = {}) =>
        json(send('GET', '/devices/counts', { query }), DeviceCounts),
      get: (name: string) => json(send('GET', `/devices/${part(name)}`), Device),
      add: (body: z.input<typeof AddDevice>) => json(send('POST', '/devices', { body }), Device),
      update: (name: string, body: z.input<typeof UpdateDevice>) =>
        json(send('PATCH', `/devices/${part(name)}`, { body }), Device),
      /** Refused once it has run jobs. */
      remove: (name: string) => empty(send('DELETE', `/devices/${part(name)}`)),
      runHealthCheck: (name: string, body: z.input<typeof RunHealthCheck> = {}) =>
        json(send('POST', `/devices/${part(name)}/health-check`, { body }), Device),
      dictionary: keptText(send, (name) => `/devices/${part(name)}/dictionary`),
      /**
       * The YAML that the dispatcher gets: type template and dictionary rendered.
       * @param context `KEY=VALUE` as in a job's `context`; the values are YAML
       */
      rendered: (name: string, context: readonly string[] = []) =>
        text(send('GET', `/devices/${part(name)}/rendered`, { query: { context } })),
    },
    workers: {
      list: (query: Query<typeof WorkerQuery> = {}) => json(send('GET', '/workers', { query }), WorkerList),
      counts: (query: z.input<typeof WorkerCountsQuery> = {}) =>
        json(send('GET', '/workers/counts', { query }), WorkerCounts),
      get: (name: string) => json(send('GET', `/workers/${part(name)}`), Worker),
      /** The answer's join line is shown once. */
      add: (body: z.input<typeof AddWorker>) => json(send('POST', '/workers', { body }), JoinInvitation),
      update: (name: string, body: z.input<typeof UpdateWorker>) =>
        json(send('PATCH', `/workers/${part(name)}`, { body }), Worker),
      /** Refused while it is online or has devices, and once it has run jobs. */
      remove: (name: string) => empty(send('DELETE', `/workers/${part(name)}`)),
      /** Takes all its devices offline; `online` brings just those back. */
      offline: (name: string, body: z.input<typeof TakeOffline> = {}) =>
        json(send('POST', `/workers/${part(name)}/offline`, { body }), OfflineReport),
      online: (name: string, body: z.input<typeof BringBack> = {}) =>
        json(send('POST', `/workers/${part(name)}/online`, { body }), OfflineReport),
      /** A new join line; an earlier one that was not used is no longer valid. */
      joinLine: (name: string) => json(send('POST', `/workers/${part(name)}/join-line`), JoinInvitation),
    },
    tags: (query: Query<typeof TagQuery> = {}) => json(send('GET', '/tags', { query }), TagList),
    /** Workers that ask to join, by the fingerprint of their key; for admins. */
    joinRequests: {
      list: () => json(send('GET', '/join-requests'), JoinRequestList),
      accept: (fingerprint: string, body: z.input<typeof AcceptJoinRequest>) =>
        json(send('POST', `/join-requests/${part(fingerprint)}/accept`, { body }), Worker),
      dismiss: (fingerprint: string) => empty(send('DELETE', `/join-requests/${part(fingerprint)}`)),
    },
  };
}

/** A text with a history: `get` is the newest version. */
function keptText(send: Transport, path: (name: string) => string) {
  return {
    get: (name: string) => json(send('GET', path(name)), TextVersion),
    set: (name: string, body: string) => json(send('PUT', path(name), { body: { text: body } }), SavedText),
    history: (name: string) => json(send('GET', `${path(name)}/history`), TextHistory),
  };
}

const part = encodeURIComponent;

async function text(answer: Promise<Response>): Promise<string> {
  return (await answer).text();
}

async function empty(answer: Promise<Response>): Promise<void> {
  await (await answer).body?.cancel();
}
