// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';

/** The database's clock, which all processes share; for every time that is stored or compared with a stored one. */
export const NOW = sql<Date>`now()`;

/** So many milliseconds from now, by that clock. */
export function fromNow(milliseconds: number) {
  return sql<Date>`now() + make_interval(secs => ${milliseconds / 1_000}::float8)`;
}
