// SPDX-License-Identifier: Apache-2.0

/** Files that are not checked: texts by others, recorded data, and texts that must not change. */
export const FOREIGN: readonly RegExp[] = [
  /^LICENSE$/,
  /^package-lock\.json$/,
  /^tools\/words\//,
  /(^|\/)(fixtures|golden|generated)\//,
  /\.(png|svg|patch)$/,
  // A migration is known by the checksum of its text.
  /\/migrations\/\d+.*\.sql$/,
];

/** Words of LAVA or of other programs that are quoted, and the files that quote them. Keep this short. */
export const QUOTATIONS: readonly { file: RegExp; text: string }[] = [];
