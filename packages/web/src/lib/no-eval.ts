// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

// zod would compile its schemas with `new Function`, which the page's content policy forbids. Before any schema is made.
z.config({ jitless: true });
