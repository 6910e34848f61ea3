// SPDX-License-Identifier: Apache-2.0
import { type CSSVariablesResolver, createTheme, Drawer, Menu, Modal } from '@mantine/core';

/** Their button is a cross, which no screen reader can say. */
const CLOSE = { closeButtonProps: { 'aria-label': 'Close dialog' } };

/** Fonts come with the page (a lab may have no way out); both are variable, so every weight is one file. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 7,
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: '650' },
  components: {
    // Its place for the focus is an element that a menu may not have; the first item takes it.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: CLOSE, styles: { title: { fontWeight: 650 } } }),
    Drawer: Drawer.extend({ defaultProps: CLOSE, styles: { title: { fontWeight: 650 } } }),
  },
});

/** Grey text, and coloured text on its own tint, with a contrast of at least 4.5:1 in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c646c',
    '--mantine-color-placeholder': '#6a727a',
    ...lightText({ gray: '#495057', teal: '#08664a', red: '#b42020', orange: '#a33f06', blue: '#1459a0' }),
    ...lightText({
      cyan: '#0a5b6b',
      indigo: '#3445b0',
      yellow: '#8a4b00',
      grape: '#7c2590',
      dark: '#25262b',
    }),
  },
  dark: {
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#94969b',
    ...lightText({ gray: '#ced4da', teal: '#63e6be', red: '#ffb3b3', orange: '#ffc078', blue: '#a5d8ff' }),
    ...lightText({
      cyan: '#99e9f2',
      indigo: '#bac8ff',
      yellow: '#ffe066',
      grape: '#eebefa',
      dark: '#e9ecef',
    }),
  },
});

function lightText(colors: Record<string, string>): Record<`--${string}`, string> {
  const names = ['light-color', 'text', 'outline'];
  return Object.fromEntries(
    Object.entries(colors).flatMap(([color, value]) =>
      names.map((name) => [`--mantine-color-${color}-${name}`, value]),
    ),
  );
}
