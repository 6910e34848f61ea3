// SPDX-License-Identifier: Apache-2.0

export const ALGORITHMS = ['md5', 'sha256', 'sha512'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Sums of a file, hexadecimal, in lower case. */
export type Sums = Partial<Record<Algorithm, string>>;
