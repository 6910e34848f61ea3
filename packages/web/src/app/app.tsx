// SPDX-License-Identifier: Apache-2.0
import '../lib/no-eval.ts';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, StrictMode, useLayoutEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { startLive } from '../data/live.ts';
import { queries } from '../data/queries.ts';
import { createQueryClient, settled } from '../data/query-client.ts';
import { earlyArrived } from '../lib/early-answers.ts';
import { createAppRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

// The server has newer pages, and the code of these is gone.
addEventListener('vite:preloadError', () => window.location.reload());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

const queryClient = createQueryClient();

startLive(queryClient);
const router = createAppRouter(queryClient);

/** The outline of index.html stays until the page can be painted whole, but no longer than this, milliseconds. */
const PATIENCE = 1_000;

const ready = Promise.all([earlyArrived(), queryClient.prefetchQuery(queries.session()), router.load()]).then(
  () => settled(queryClient),
);
// Not a top-level await: code of pages may import from this module, which must have run by then.
void Promise.race([ready, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          <Outlined>
            <RouterProvider router={router} />
          </Outlined>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
});

/** The outline is over the page until there is one, in the same frame. */
function Outlined({ children }: { children: ReactNode }) {
  useLayoutEffect(() => document.getElementById('outline')?.remove(), []);
  return children;
}
