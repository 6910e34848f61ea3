// SPDX-License-Identifier: Apache-2.0
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';

/** What loaders of pages get. */
export interface PageContext {
  queryClient: QueryClient;
}

/** Every page hangs below it; the shell gives it its look (app/router.tsx). */
export const root = createRootRouteWithContext<PageContext>()();
