// SPDX-License-Identifier: Apache-2.0
import { createClient } from '@lava/protocol/api/client.ts';
import { createTransport } from '@lava/protocol/api/transport.ts';

/** The pages are served by the server whose API they use; the session cookie goes along by itself. */
export const client = createClient({ baseUrl: '' });

/** For answers that the typed client has no method for: bytes of the log. */
export const transport = createTransport({ baseUrl: '' });
