// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';

/** How often the heading is looked at, and how long a page may take to show its own, milliseconds. */
const PERIOD = 50;
const PATIENCE = 10_000;

/** After so long the heading that is there is the one: both pages have the same, milliseconds. */
const SAME = 1_000;

interface Heading {
  element: HTMLElement;
  text: string;
}

/** After a change of page: its heading takes the focus and is read out. Returns the text for a status region. */
export function useAnnouncement(path: string): string {
  const before = useRef(path);
  /** Until the new page has loaded, the heading is that of the page before. */
  const last = useRef<Heading>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    const moved = before.current !== path;
    before.current = path;
    let said = false;
    const say = (heading: Heading) => {
      last.current = heading;
      if (!moved) return;
      said = true;
      heading.element.tabIndex = -1;
      heading.element.style.outline = 'none';
      heading.element.focus({ preventScroll: true });
      setText(heading.text);
    };
    const start = performance.now();
    const timer = setInterval(() => {
      const waited = performance.now() - start;
      const heading = currentHeading();
      if (heading && (differs(heading, last.current) || (!said && waited > SAME))) say(heading);
      if (waited > PATIENCE) stop();
    }, PERIOD);
    // Somebody who has begun to work on the page keeps the focus.
    const stop = () => {
      clearInterval(timer);
      for (const event of ['keydown', 'pointerdown']) removeEventListener(event, stop);
    };
    for (const event of ['keydown', 'pointerdown']) addEventListener(event, stop);
    return stop;
  }, [path]);
  return text;
}

function currentHeading(): Heading | undefined {
  const element = document.querySelector<HTMLElement>('#main h1');
  return element ? { element, text: element.textContent ?? '' } : undefined;
}

function differs(one: Heading, other: Heading | undefined): boolean {
  return one.element !== other?.element || one.text !== other.text;
}
