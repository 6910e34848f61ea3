// SPDX-License-Identifier: Apache-2.0

/**
 * What a definition with any secret must have in its text: its key, or an escape or a type by which the key could be written
 * otherwise. An expression that JavaScript and PostgreSQL read alike.
 */
export const MAY_HAVE_SECRETS = 'secrets|token|server|://[^/ ]*@|\\\\|!';
