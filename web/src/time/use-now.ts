import { useEffect, useState } from 'react';

/** The time in milliseconds of the epoch, looked at every so often. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticker = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(ticker);
  }, [everyMs]);
  return now;
}
