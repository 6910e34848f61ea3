// SPDX-License-Identifier: Apache-2.0
import { VERSION } from '../../../version.ts';
import { type Method, method } from '../method.ts';

/** LAVA's second, with pipeline jobs. */
const API_VERSION = 2;

export const SYSTEM: Record<string, Method> = {
  version: method('version of this server', {}, async () => VERSION),
  api_version: method('version of this interface', {}, async () => API_VERSION),
  whoami: method('your user name, nil without an account', {}, async ({ actor }) => actor?.username ?? null),
};
