// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { FailureTagList, type FailureTagQuery, type UpdateFailureTag } from '../comments.ts';
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
  WorkerToken,
} from '../lab.ts';
import { DeviceLedger } from '../ledger.ts';
import { json, type Transport } from '../transport.ts';
import { empty, ifMatch, part, type Query, text } from './request.ts';

export function labMethods(send: Transport) {
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
      /** What it is judged by. */
      ledger: (name: string) => json(send('GET', `/devices/${part(name)}/ledger`), DeviceLedger),
      dictionary: keptText(send, (name) => `/devices/${part(name)}/dictionary`),
      /**
       * The YAML that the dispatcher gets: type template and dictionary rendered.
       * @param context `KEY=VALUE` as in a job's `context`; the values are YAML
       */
      rendered: (name: string, context: readonly string[] = []) =>
        text(send('GET', `/devices/${part(name)}/rendered`, { query: { context } })),
    },
    workers: {
      /** What its jobs get: LAVA's dispatcher.yaml, env.yaml and env-dut.yaml. */
      config: keptText(send, (name) => `/workers/${part(name)}/config`),
      env: keptText(send, (name) => `/workers/${part(name)}/env`),
      envDut: keptText(send, (name) => `/workers/${part(name)}/env-dut`),
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
      token: (name: string) => json(send('POST', `/workers/${part(name)}/token`), WorkerToken),
    },
    failureTags: {
      list: (query: Query<typeof FailureTagQuery> = {}) =>
        json(send('GET', '/failure-tags', { query }), FailureTagList),
      update: (name: string, body: z.input<typeof UpdateFailureTag>) =>
        empty(send('PATCH', `/failure-tags/${part(name)}`, { body })),
      /** Also takes it from all jobs. */
      remove: (name: string) => empty(send('DELETE', `/failure-tags/${part(name)}`)),
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
    set: (name: string, body: string, version?: number) =>
      json(send('PUT', path(name), { body: { text: body }, ...ifMatch(version) }), SavedText),
    history: (name: string) => json(send('GET', `${path(name)}/history`), TextHistory),
  };
}
