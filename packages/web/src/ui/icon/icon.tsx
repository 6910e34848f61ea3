// SPDX-License-Identifier: Apache-2.0

/** Strokes on a 24 × 24 grid. */
const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 20 20',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  check: 'M5 12.5 10 17.5 19 7',
  cross: 'M6 6l12 12M18 6 6 18',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  end: 'M6 6l6 6 6-6M6 19h12',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  wrap: 'M4 6h16M4 12h13a3.5 3.5 0 0 1 0 7h-4M15 16.5 12.5 19l2.5 2.5M4 18h4',
  fold: 'M8 4l4 4 4-4M8 20l4-4 4 4M4 12h16',
  text: 'M6 4h8l4 4v12H6zM14 4v4h4M9 12h6M9 16h6',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.5l3 2',
  filter: 'M4 6h16M7 12h10M10 18h4',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10',
  user: 'M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M5 20c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  chip: 'M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  layers: 'M12 4 4 8.5l8 4.5 8-4.5zM4 13l8 4.5 8-4.5',
  server: 'M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01',
  key: 'M15.5 4a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M12.3 11.7 4 20M7 17l2.5 2.5',
  book: 'M5 5.5C7.5 4 10 4 12 5.5c2-1.5 4.5-1.5 7 0V19c-2.5-1.5-5-1.5-7 0-2-1.5-4.5-1.5-7 0zM12 5.5V19',
  exit: 'M14 4H6v16h8M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  repeat: 'M4 12a7 7 0 0 1 12-5l3 3M20 12a7 7 0 0 1-12 5l-3-3M19 5v5h-5M5 19v-5h5',
  stop: 'M7 7h10v10H7z',
  edit: 'M5 19l1-4L16.5 4.5l3 3L9 18zM14 7l3 3',
  more: 'M12 5.5h.01M12 12h.01M12 18.5h.01',
  info: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 11v5M12 8h.01',
  alert: 'M12 4 3 19.5h18zM12 10v4M12 17h.01',
  trend: 'M4 4v16h16M7 15l4-4 3 3 5-7',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  steps: 'M5 5v14M5 8h5M5 14h5M13 8h6M13 14h6',
  history: 'M4 12a8 8 0 1 0 2.5-5.800L4 8.5M4 4v4.5h4.5M12 8v4.5l3 2',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration next to a word, or the face of a button that has an `aria-label`; so it is hidden from screen readers. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flexShrink: 0, display: 'block' }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
