// SPDX-License-Identifier: Apache-2.0
import type { ColumnType, JSONColumnType, RawBuilder } from 'kysely';

/** jsonb: read as a value, written as JSON text. */
export type Json<T> = JSONColumnType<T & object, string, string>;
/** `now()` of the database rather than a clock of ours, where it matters. */
export type Written = Date | string | RawBuilder<Date>;
export type Time = ColumnType<Date, Written, Written>;
export type DefaultTime = ColumnType<Date, Written | undefined, Written>;
