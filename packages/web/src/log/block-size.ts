// SPDX-License-Identifier: Apache-2.0

/** Records in a block: what one request fetches, and the unit of memory. */
export const BLOCK_SIZE = 10_000;
