import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useCall } from '../app/deps.ts';
import type { Contact } from '../live/rules.ts';
import { staleAfterMs } from '../live/rules.ts';
import { useNow } from '../time/use-now.ts';
import { systemQuery } from './calls.ts';
import { type Look, mostSamples, type Sample, sampleOf } from './rules.ts';

/** The system as it was seen last, and what has happened between the looks of the last minutes. */
export function useSystem() {
  const { data, dataUpdatedAt, error, refetch } = useQuery(systemQuery(useCall()));
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const before = useRef<Look>(undefined);
  const nowMs = useNow(1000);
  useEffect(() => {
    if (data === undefined) return;
    const look = { atMs: dataUpdatedAt, view: data };
    const sample = before.current === undefined ? undefined : sampleOf(before.current, look);
    before.current = look;
    if (sample !== undefined) setSamples((earlier) => [...earlier, sample].slice(-mostSamples));
  }, [data, dataUpdatedAt]);
  return { view: data, error, refetch, samples, contact: contactOf(dataUpdatedAt, nowMs, error !== null) };
}

function contactOf(seenMs: number, nowMs: number, hasFailed: boolean): Contact {
  if (seenMs === 0) return 'connecting';
  if (nowMs - seenMs >= staleAfterMs) return 'stale';
  return hasFailed ? 'connecting' : 'live';
}
