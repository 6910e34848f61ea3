// SPDX-License-Identifier: Apache-2.0
import { createTheme, Drawer, Modal } from '@mantine/core';

/** Fonts come with the page (a lab may have no way out); both are variable, so every weight is one file. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: '650' },
  components: {
    Modal: Modal.extend({ styles: { title: { fontWeight: 650 } } }),
    Drawer: Drawer.extend({ styles: { title: { fontWeight: 650 } } }),
  },
});
