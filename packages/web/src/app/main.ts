// SPDX-License-Identifier: Apache-2.0

// Not a static import: the browser would wait for its style sheets before it paints the outline of index.html. This way they
// also keep their order, before those of the pages.
import('./app.tsx').catch((error: unknown) => {
  const outline = document.querySelector('#outline .bar');
  if (outline) outline.textContent = 'LAVA: this page could not be loaded. Reload it.';
  throw error;
});
