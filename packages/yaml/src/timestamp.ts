// SPDX-License-Identifier: Apache-2.0

export interface TimestampFields {
  year: number;
  month: number;
  day: number;
  /** Absent: a date without time. */
  time?: {
    hour: number;
    minute: number;
    second: number;
    microsecond: number;
    /** Minutes east of UTC; absent: the text named no zone. */
    offset?: number;
  };
}

/** What PyYAML makes of `2026-01-31` (a date) or `2026-01-31 10:00:00 +01:00` (a datetime). Immutable. */
export class YamlTimestamp {
  readonly fields: Readonly<TimestampFields>;

  /** @throws RangeError when there is no such day, time or zone (Python's ValueError) */
  constructor(fields: TimestampFields) {
    const { year, month, day, time } = fields;
    if (year < 1) throw new RangeError(`year ${year} is out of range`);
    if (month < 1 || month > 12) throw new RangeError('month must be in 1..12');
    if (day < 1 || day > daysIn(year, month)) throw new RangeError('day is out of range for month');
    if (time && (time.hour > 23 || time.minute > 59 || time.second > 59)) {
      throw new RangeError('time of day is out of range');
    }
    if (time?.offset !== undefined && Math.abs(time.offset) >= 24 * 60) {
      throw new RangeError('time zone must be within a day of UTC');
    }
    this.fields = fields;
  }

  get isDate(): boolean {
    return this.fields.time === undefined;
  }

  /** ISO 8601, `separator` between date and time. */
  text(separator: string): string {
    const { year, month, day, time } = this.fields;
    const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
    if (!time) return date;
    const clock = `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}`;
    const fraction = time.microsecond === 0 ? '' : `.${pad(time.microsecond, 6)}`;
    return `${date}${separator}${clock}${fraction}${zoneText(time.offset)}`;
  }

  /** As Python's `str()` prints it: a blank between date and time. */
  toString(): string {
    return this.text(' ');
  }

  toJSON(): string {
    return this.text('T');
  }
}

function zoneText(offset: number | undefined): string {
  if (offset === undefined) return '';
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
