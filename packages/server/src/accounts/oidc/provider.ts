// SPDX-License-Identifier: Apache-2.0
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Configuration, IDToken } from 'openid-client';
import * as z from 'zod';
import type { OidcSettings } from '../../login-settings.ts';
import type { Outsider } from '../outside.ts';
import { readSetting } from '../setting-file.ts';
import { fetchBounded } from './fetch-bounded.ts';

/** A sign-in that was begun, kept by the browser that began it. */
export const Begun = z.object({
  state: z.string().min(20).max(200),
  nonce: z.string().min(20).max(200),
  verifier: z.string().min(20).max(200),
  /** Page to show afterwards. */
  to: z.string().max(2_000),
});
export type Begun = z.infer<typeof Begun>;

export interface Provider {
  label: string;
  /** Every group here that groups there are mapped to. */
  mapped: readonly string[];
  /** Address of the provider to which the browser is sent. @throws LavaError `sign-in-unavailable` */
  begin(to: string): Promise<{ address: string; begun: Begun }>;
  /**
   * Who came back from there.
   * @param search what is behind the address of the callback
   * @throws LavaError `unauthenticated`, `forbidden`, `sign-in-unavailable`
   */
  finish(search: string, begun: Begun): Promise<Outsider>;
}

export const CALLBACK = '/session/oidc/callback';
/** For each request, seconds. */
const PATIENCE = 5;
/** Sign-ins that are being finished at the same time. */
const MOST = 16;

/** Undefined: the settings name none. @throws LavaError `config-invalid` */
export function providerOf(
  settings: OidcSettings & { publicUrl?: string | undefined },
): Provider | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecretFile, publicUrl } = settings;
  if (issuer === undefined) return undefined;
  if (clientId === undefined || publicUrl === undefined)
    throw new LavaError('config-invalid', 'oidc_issuer needs oidc_client_id and public_url');
  const secret =
    oidcClientSecretFile === undefined
      ? undefined
      : readSetting('oidc_client_secret_file', oidcClientSecretFile);
  const redirect = `${publicUrl.replace(/\/+$/, '')}${API_PREFIX}${CALLBACK}`;
  let discovered: Promise<Configuration> | undefined;
  let finishing = 0;

  /** Asked for once; again after a failure. */
  async function configuration(): Promise<Configuration> {
    discovered ??= discover(new URL(issuer ?? ''), clientId ?? '', secret);
    try {
      return await discovered;
    } catch (cause) {
      discovered = undefined;
      throw unavailable(cause);
    }
  }

  return {
    label: settings.oidcLabel,
    mapped: Object.values(settings.oidcGroups),
    async begin(to) {
      const config = await configuration();
      const oidc = await import('openid-client');
      const begun = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        to,
      };
      const address = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: settings.oidcScopes,
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, begun };
    },
    async finish(search, { state, nonce, verifier }) {
      if (finishing >= MOST)
        throw new LavaError('too-many-requests', 'too many sign in now; try again in a moment');
      finishing++;
      try {
        const config = await configuration();
        const oidc = await import('openid-client');
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
        const tokens = await oidc.authorizationCodeGrant(config, new URL(redirect + search), {
          ...checks,
          idTokenExpected: true,
        });
        const claims = tokens.claims() as IDToken;
        const more = config.serverMetadata().userinfo_endpoint
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
          : {};
        return outsiderOf({ ...claims, ...more, iss: claims.iss, sub: claims.sub }, settings);
      } catch (cause) {
        throw cause instanceof LavaError ? cause : refusal(cause);
      } finally {
        finishing--;
      }
    },
  };
}

async function discover(issuer: URL, clientId: string, secret: string | undefined): Promise<Configuration> {
  const oidc = await import('openid-client');
  const by = secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret);
  // The signature is checked although the token comes over TLS: a proxy of the lab may be in between.
  const execute = [oidc.enableNonRepudiationChecks];
  // Only on this machine, see the setting.
  if (issuer.protocol === 'http:') execute.push(oidc.allowInsecureRequests);
  return oidc.discovery(issuer, clientId, undefined, by, {
    execute,
    timeout: PATIENCE,
    [oidc.customFetch]: fetchBounded,
  });
}

/** @throws LavaError `forbidden` */
export function outsiderOf(
  claims: Record<string, unknown> & { iss: string; sub: string },
  settings: OidcSettings,
): Outsider {
  const { oidcNameClaim, oidcGroupsClaim, oidcGroups, oidcRequiredGroups } = settings;
  const username = claims[oidcNameClaim];
  if (typeof username !== 'string' || username === '')
    throw new LavaError('forbidden', `the provider says no name: there is no claim ${oidcNameClaim}`, {
      hint: 'an admin sets oidc_name_claim, or lets the provider send it',
    });
  const theirs = new Set([claims[oidcGroupsClaim] ?? []].flat());
  if (oidcRequiredGroups.length > 0 && !oidcRequiredGroups.some((group) => theirs.has(group)))
    throw new LavaError('forbidden', 'you are in none of the groups of the provider that may sign in here');
  const email = claims.email_verified !== false && typeof claims.email === 'string' ? claims.email : '';
  return {
    // No issuer has a #.
    identity: { provider: 'oidc', subject: `${claims.iss}#${claims.sub}` },
    username,
    email,
    groups: Object.entries(oidcGroups)
      .filter(([group]) => theirs.has(group))
      .map(([, here]) => here),
  };
}

/** The provider, or who made the address, said something that is not a sign-in. */
function refusal(cause: unknown): LavaError {
  const { code = '', error, error_description: text } = cause as Record<string, string | undefined>;
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR')
    return new LavaError(
      'unauthenticated',
      `the provider did not sign you in: ${String(text ?? error).slice(0, 200)}`,
    );
  if (code === 'OAUTH_INVALID_RESPONSE' || code === 'OAUTH_RESPONSE_BODY_ERROR')
    return new LavaError('unauthenticated', 'this sign-in is not one that was begun here and is still open', {
      cause,
    });
  return unavailable(cause);
}

function unavailable(cause: unknown): LavaError {
  const { message } = cause as Error;
  return new LavaError('sign-in-unavailable', `the provider cannot be asked: ${message}`.slice(0, 500), {
    cause,
    hint: 'an admin finds the cause; accounts that have a password here can sign in',
  });
}
