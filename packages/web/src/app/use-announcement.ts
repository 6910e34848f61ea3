// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';

/** After a change of page: its heading takes the focus and is read out. Returns the text for a status region. */
export function useAnnouncement(path: string): string {
  const before = useRef(path);
  const [text, setText] = useState('');
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    // The page may still load: its heading is there a moment later.
    let tries = 20;
    const timer = setInterval(() => {
      const heading = document.querySelector<HTMLElement>('#main h1');
      if (!heading && --tries > 0) return;
      clearInterval(timer);
      if (!heading) return;
      heading.tabIndex = -1;
      heading.style.outline = 'none';
      heading.focus({ preventScroll: true });
      setText(heading.textContent ?? '');
    }, 50);
    return () => clearInterval(timer);
  }, [path]);
  return text;
}
