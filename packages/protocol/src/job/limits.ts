// SPDX-License-Identifier: Apache-2.0

/** Largest job definition, bytes. KernelCI's largest are about 100 KB. */
export const MAX_DEFINITION = 2 * 1024 * 1024;

/** Most devices of a MultiNode job. */
export const MAX_GROUP = 100;
