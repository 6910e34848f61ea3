// SPDX-License-Identifier: Apache-2.0
import { json, type Transport } from '../transport.ts';
import { Trend, type TrendQuery } from '../trend.ts';
import type { Query } from './request.ts';

/** Apart from the client, so that pages load it only where it is used. */
export function trendMethods({ send }: { send: Transport }) {
  return {
    get: (query: Query<typeof TrendQuery>) => json(send('GET', '/trend', { query }), Trend),
  };
}
