// SPDX-License-Identifier: Apache-2.0
import type { ExportFormat } from '@lava/protocol/api/exports.ts';
import { junit } from './formats/junit.ts';
import { kcidb } from './formats/kcidb.ts';
import { squadMetadata, squadMetrics, squadTests } from './formats/squad.ts';
import { csv, json, yaml } from './formats/tables.ts';
import { tap } from './formats/tap.ts';
import type { How, Source } from './source.ts';

interface Form {
  type: string;
  write(source: Source, how: How): AsyncGenerator<string>;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** What the results of a job can be written as. */
export const EXPORTS: Record<ExportFormat, Form> = {
  junit: { type: 'application/xml; charset=utf-8', write: junit },
  tap: { type: 'text/plain; charset=utf-8', write: tap },
  csv: { type: 'text/csv; charset=utf-8', write: csv },
  yaml: { type: 'text/yaml; charset=utf-8', write: yaml },
  json: { type: JSON_TYPE, write: json },
  kcidb: { type: JSON_TYPE, write: (source, how) => kcidb(only(source), how) },
  'squad-tests': { type: JSON_TYPE, write: squadTests },
  'squad-metrics': { type: JSON_TYPE, write: squadMetrics },
  'squad-metadata': { type: JSON_TYPE, write: squadMetadata },
};

async function* only(source: Source): AsyncGenerator<Source> {
  yield source;
}

/** The first piece, so that what cannot be written is refused before anything was sent, and the rest. */
export async function begun(pieces: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const first = await pieces.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* pieces;
  })();
}
