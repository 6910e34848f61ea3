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
} from '../auth.ts';
import { HistoryList, type HistoryQuery } from '../history.ts';
import { type AddArtifactToken, ArtifactToken, ArtifactTokenList } from '../notifications.ts';
import { type AddGrant, Grant, GrantList, type GrantQuery } from '../permissions.ts';
import { System } from '../system.ts';
import { json, type Transport } from '../transport.ts';
import { empty, part, type Query } from './request.ts';

export function accountMethods(send: Transport) {
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
    artifactTokens: {
      list: () => json(send('GET', '/artifact-tokens'), ArtifactTokenList),
      add: (body: z.input<typeof AddArtifactToken>) =>
        json(send('POST', '/artifact-tokens', { body }), ArtifactToken),
      remove: (name: string) => empty(send('DELETE', `/artifact-tokens/${part(name)}`)),
    },
  };
}
