// SPDX-License-Identifier: Apache-2.0
import { DT_LENGTH } from './record.ts';

/** Where the value of `lvl` starts in an encoded record: `{"dt":"…","lvl":"` comes before it. */
export const LEVEL_OFFSET = '{"dt":"'.length + DT_LENGTH + '","lvl":"'.length;
