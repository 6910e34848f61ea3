// SPDX-License-Identifier: Apache-2.0
import { createClient } from '@lava/protocol/api/client.ts';
import { createTransport } from '@lava/protocol/api/transport.ts';
import { fetchOrTake } from '../lib/early-answers.ts';

const options = { baseUrl: '', fetch: fetchOrTake };

/** The pages are served by the server whose API they use; the session cookie goes along by itself. */
export const client = createClient(options);

/** For answers that the typed client has no method for: bytes of the log. */
export const transport = createTransport(options);
