// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

/** The present, again every `interval` milliseconds; does not tick while `interval` is undefined. */
export function useNow(interval: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (interval === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
