// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import * as z from 'zod';

/** Settings of sign-in by a directory or a provider. Secrets are in files: what is an argument or a variable, others on the host can read. */

const text = z.string().min(1).max(2_000);

/** Most groups of the organisation that are mapped. */
const MAX_GROUPS = 500;

/** A mapping in the file; as text in the environment, or behind a flag. */
const GroupMap = z
  .union([z.record(z.string(), z.unknown()), z.string().transform(mapping)])
  .pipe(z.record(text, Name))
  .refine((map) => Object.keys(map).length <= MAX_GROUPS, `has more than ${MAX_GROUPS} groups`)
  .default({});

export const LdapSettings = z.object({
  ldapUrl: z
    .url({ protocol: /^ldaps?$/, error: 'must be like ldaps://ldap.example.org' })
    .optional()
    .describe(
      'directory that people sign in with besides local accounts: ldaps://HOST, or ldap://HOST, which is encrypted by StartTLS',
    ),
  ldapPlainText: z.union([z.boolean(), z.stringbool()]).default(false).meta({
    description: 'ldap:// without StartTLS: passwords cross the network in clear text',
    boolean: true,
  }),
  ldapCaFile: text
    .optional()
    .describe(
      'file with the certificates (PEM) that vouch for the directory; default: those that Node brings',
    ),
  ldapBindDn: text
    .optional()
    .describe(
      'entry by which the server looks people up, such as cn=lava,ou=services,dc=example,dc=org; default: anonymously',
    ),
  ldapBindPasswordFile: text.optional().describe('file with the password of ldap_bind_dn'),
  ldapBase: text
    .optional()
    .describe('entry below which people are, such as ou=people,dc=example,dc=org; needed with ldap_url'),
  ldapFilter: text
    .startsWith('(')
    .endsWith(')')
    .optional()
    .describe('filter that people must match too, such as (memberOf=cn=lab,ou=groups,dc=example,dc=org)'),
  ldapNameAttribute: text
    .default('uid')
    .describe(
      'attribute that holds the name with which somebody signs in; sAMAccountName in Active Directory',
    ),
  ldapMailAttribute: text.default('mail').describe('attribute that holds the address for mails'),
  ldapGroupBase: text
    .optional()
    .describe(
      'entry below which groups are, with `member`, `uniqueMember` or `memberUid`; default: the `memberOf` of the person',
    ),
  ldapGroups: GroupMap.describe(
    'groups of the directory, by name or DN, and the group here whose members theirs are: a mapping such as {kernel-devs: kernel}',
  ),
});
export type LdapSettings = z.infer<typeof LdapSettings>;

export const OidcSettings = z.object({
  oidcIssuer: z
    .url({
      protocol: /^https?$/,
      error: 'must be like https://id.example.org',
    })
    .refine(isEncrypted, 'must be https')
    .optional()
    .describe(
      'provider of OpenID Connect that people sign in with besides local accounts, such as https://id.example.org/realms/lab; needs public_url',
    ),
  oidcClientId: text.optional().describe('name of this server at the provider'),
  oidcClientSecretFile: text
    .optional()
    .describe('file with its secret at the provider; without it, it is a public client'),
  oidcLabel: z
    .string()
    .min(1)
    .max(40)
    .default('OpenID Connect')
    .describe('what the button says after "Sign in with"'),
  oidcScopes: text
    .default('openid profile email')
    .describe('scopes that the server asks for, separated by spaces'),
  oidcNameClaim: text.default('preferred_username').describe('claim with the name that a new account gets'),
  oidcGroupsClaim: text.default('groups').describe('claim with the groups of somebody'),
  oidcGroups: GroupMap.describe(
    'groups of the provider, and the group here whose members theirs are: a mapping such as {kernel-devs: kernel}',
  ),
  oidcRequiredGroups: z
    .union([z.array(text), z.string().transform((list) => list.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(text).max(MAX_GROUPS))
    .default([])
    .describe(
      'groups of the provider of which somebody must be in one to sign in, a list in the file, else separated by commas; default: everybody whom the provider knows',
    ),
});
export type OidcSettings = z.infer<typeof OidcSettings>;

/** On this machine nobody listens. */
function isEncrypted(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

function mapping(written: string, context: z.RefinementCtx): unknown {
  try {
    return loadYaml(written);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
}
