// SPDX-License-Identifier: Apache-2.0

type Types = Record<string, 'string' | 'number' | 'boolean'>;

/** What a part must have, and what else of it has which type; the schemas of record.ts say the same, and a test compares. */
export const PARTS: Record<'msg' | 'step' | 'status', { needs: readonly string[]; types: Types }> = {
  msg: {
    needs: ['definition', 'case', 'result'],
    types: {
      ...{ set: 'string', namespace: 'string', level: 'string', duration: 'string', measurement: 'string' },
      ...{ units: 'string', reference: 'string', error_msg: 'string', error_type: 'string' },
      ...{ starttc: 'number', endtc: 'number' },
    },
  },
  step: {
    needs: ['event', 'level', 'name'],
    types: { timeout: 'number', duration: 'number', ok: 'boolean' },
  },
  status: {
    needs: ['health'],
    types: {
      ...{ code: 'string', kind: 'string', message: 'string', poweredAt: 'string', lastSignalAt: 'string' },
      lost: 'number',
    },
  },
};

/**
 * A value that should be a record, without what would surprise its readers: parts of a wrong shape are left out, and a message of a
 * wrong shape becomes text. Undefined when it is not a record at all. Written without zod, since a viewer reads millions of lines.
 */
export function repairRecord(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { dt, lvl, msg, ns, step, status, private: hidden, masked, lava } = value as Record<string, unknown>;
  if (typeof dt !== 'string' || typeof lvl !== 'string' || msg === undefined) return undefined;
  const isPlain = typeof msg === 'string' && ns === undefined && step === undefined && status === undefined;
  if (isPlain && hidden === undefined && masked === undefined) return value;
  return {
    ...{ dt, lvl },
    msg: typeof msg === 'string' ? msg : (repairPart('msg', msg) ?? JSON.stringify(msg)),
    ...(typeof ns === 'string' && { ns }),
    ...optional('step', repairPart('step', step)),
    ...optional('status', repairPart('status', status)),
    ...optional('private', repairPrivate(hidden)),
    ...(masked === true && { masked }),
    ...((lava === true || typeof lava === 'string') && { lava }),
  };
}

function repairPrivate(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { msg, status } = value as Record<string, unknown>;
  return {
    ...optional('msg', typeof msg === 'string' ? msg : repairPart('msg', msg)),
    ...optional('status', repairPart('status', status)),
  };
}

function optional(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}

function repairPart(name: keyof typeof PARTS, value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { needs, types } = PARTS[name];
  const part = value as Record<string, unknown>;
  if (needs.some((key) => typeof part[key] !== 'string')) return undefined;
  const wrong = Object.keys(part).filter(
    (key) => Object.hasOwn(types, key) && part[key] !== undefined && typeof part[key] !== types[key],
  );
  if (wrong.length === 0) return part;
  return Object.fromEntries(Object.entries(part).filter(([key]) => !wrong.includes(key)));
}
