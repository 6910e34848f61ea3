// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Name, Timestamp } from './common.ts';
import { ListQuery, Page, Search, YesNo } from './list.ts';

export const Login = z.object({
  username: z.string().min(1).max(150),
  password: z.string().min(1).max(1024),
  /** Of the second factor, or one for recovery; the server says when it needs one. */
  code: z.string().min(1).max(100).optional(),
});
export const User = z.object({
  username: z.string(),
  email: z.string(),
  admin: z.boolean(),
  groups: z.array(z.string()),
});
export type User = z.infer<typeof User>;
/** Where people are known besides here: a directory (LDAP), a provider of OpenID Connect. */
export const IDENTITY_PROVIDERS = ['ldap', 'oidc'] as const;
export type IdentityProvider = (typeof IDENTITY_PROVIDERS)[number];
/** Who of them an account is. `subject` never changes there, other than names. */
export const Identity = z.object({
  provider: z.enum(IDENTITY_PROVIDERS),
  subject: z.string().min(1).max(500),
});
export type Identity = z.infer<typeof Identity>;
export const IdentityList = z.object({ items: z.array(Identity) });

/** An account as admins see it. */
export const Account = User.extend({
  /** False: it can neither sign in nor use its tokens. */
  active: z.boolean(),
  /** From then on it is as if it were not active; null: never. */
  expires: Timestamp.nullable().default(null),
  created: Timestamp,
  lastLogin: Timestamp.nullable(),
  /** Signing in by password takes a code too. */
  secondFactor: z.boolean().default(false),
  /** Who signs in to it besides its password; not in lists. */
  identities: z.array(Identity).optional(),
  /** What the reader may do with it. */
  may: z.array(z.string()).optional(),
});
export type Account = z.infer<typeof Account>;
export const UserList = Page(Account);
export const UserQuery = ListQuery(
  { admin: YesNo, active: YesNo, group: z.string().min(1).max(200).optional(), search: Search },
  { sorts: ['username', 'created', 'lastLogin'], sort: 'username' },
);
export type UserQuery = z.infer<typeof UserQuery>;

export const Group = z.object({
  name: z.string(),
  members: z.array(z.string()),
  /** What the reader may do with it. */
  may: z.array(z.string()).optional(),
});
export type Group = z.infer<typeof Group>;
export const GroupList = Page(Group);
export const GroupQuery = ListQuery(
  { member: z.string().min(1).max(200).optional(), search: Search },
  { sorts: ['name'], sort: 'name' },
);
export type GroupQuery = z.infer<typeof GroupQuery>;
/** Most people who are added or removed in one request. */
const Members = z.array(z.string().min(1).max(200)).max(1_000).default([]);
export const AddGroup = z.object({ name: Name, members: Members });
/** `name` renames it: what it was given, and the jobs that it may see, stay. */
export const UpdateGroup = z.object({ name: Name.optional(), add: Members, remove: Members });
export type GroupAbility = 'update' | 'remove' | 'history';

/** What a reader may do that is not about any one thing. */
export const SESSION_ABILITIES = ['submit', 'manage-lab', 'manage-users', 'read-history'] as const;
export type SessionAbility = (typeof SESSION_ABILITIES)[number];
export type AccountAbility = 'update' | 'history';
export type TokenAbility = 'remove';

/** Session of a browser: `user` is null when nobody is signed in. */
export const Session = z.object({
  user: User.nullable(),
  version: z.string(),
  /** Of the web pages that the server has; see \`HelloEvent\`. */
  build: z.string().nullable().default(null),
  /** Public jobs and devices can be read without an account. */
  publicReading: z.boolean().default(false),
  /** What the button of the provider of OpenID Connect says, which is `GET /session/oidc`; null: there is none. */
  oidc: z.string().nullable().default(null),
  /** What this reader may do: words of `SESSION_ABILITIES`, and those of newer servers. */
  may: z.array(z.string()).default([]),
});
export type Session = z.infer<typeof Session>;

/** Days until a token expires, unless another number was asked for, and the most that may be asked for. */
export const TOKEN_DAYS = 365;
export const MAX_TOKEN_DAYS = 3_650;

/** A browser in which the account is signed in. */
export const BrowserSession = z.object({
  id: z.int(),
  /** What the browser says it is. */
  agent: z.string(),
  created: Timestamp,
  lastUsed: Timestamp,
  expires: Timestamp,
  /** The one that asks. */
  own: z.boolean(),
});
export type BrowserSession = z.infer<typeof BrowserSession>;
export const BrowserSessionList = z.object({ items: z.array(BrowserSession) });

/** What of the account's rights a token has: to read; also to submit, cancel and resubmit jobs; all of them. */
export const TOKEN_SCOPES = ['read', 'submit', 'all'] as const;
export const TokenScope = z.enum(TOKEN_SCOPES);
export type TokenScope = z.infer<typeof TokenScope>;

export const ApiToken = z.object({
  id: z.int(),
  description: z.string(),
  scope: TokenScope.default('all'),
  created: Timestamp,
  /** From then on it is not accepted. */
  expires: Timestamp,
  lastUsed: Timestamp.nullable(),
  /** What the reader may do with it. */
  may: z.array(z.string()).optional(),
});
export type ApiToken = z.infer<typeof ApiToken>;
export const ApiTokenList = Page(ApiToken);
export const ApiTokenQuery = ListQuery(
  { search: Search },
  { sorts: ['id', 'created', 'expires', 'lastUsed'], sort: 'id' },
);
export type ApiTokenQuery = z.infer<typeof ApiTokenQuery>;
export const AddApiToken = z.object({
  description: z.string().max(200).default(''),
  scope: TokenScope.default('all'),
  /** Until it expires. */
  days: z.int().min(1).max(MAX_TOKEN_DAYS).default(TOKEN_DAYS),
});
/** `token` is shown once: the server keeps only its hash. */
export const NewApiToken = ApiToken.extend({ token: z.string() });
const Password = z.string().min(8).max(1024);
export const AddUser = z.object({
  username: Name.max(150),
  /** Without one, its owner sets it by a link; see `PasswordLink`. */
  password: Password.optional(),
  email: z.string().max(254).default(''),
  admin: z.boolean().default(false),
});
export const ChangePassword = z.object({
  current: Login.shape.password,
  password: Password,
});
/** By which somebody sets the password of an account, once. It is shown once: the server keeps only a hash of its secret. */
export const PasswordLink = z.object({
  username: z.string(),
  /** Of the server's pages; the secret is behind the `#`. */
  path: z.string(),
  expires: Timestamp,
});
export const UsePasswordLink = z.object({ secret: z.string().min(1).max(200), password: Password });
/** `active: false`: the account can neither sign in nor use its tokens. */
export const UpdateUser = z.object({
  password: Password.optional(),
  email: z.string().max(254).optional(),
  admin: z.boolean().optional(),
  active: z.boolean().optional(),
  /** From then on it is as if it were not active; null: never. */
  expires: Timestamp.nullable().optional(),
  /** Whoever that is signs in to this account; it replaces the one of that provider. */
  link: Identity.optional(),
  unlink: Identity.shape.provider.optional(),
  /** For somebody who has lost it; also ends the sessions. */
  removeSecondFactor: z.literal(true).optional(),
});
