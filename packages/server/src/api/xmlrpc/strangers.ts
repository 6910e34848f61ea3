// SPDX-License-Identifier: Apache-2.0

/** The refusal of callers without an account, as clients know it. */
export const SIGN_IN = 'Authentication with user and token required for this API.';
/** How they are called. */
export const STRANGER = 'AnonymousUser';
