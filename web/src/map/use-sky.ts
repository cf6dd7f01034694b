import type { PositionResource } from '@airside/contracts';
import { useCallback, useRef, useState } from 'react';
import { useEvents } from '../live/use-events.ts';
import { type Sky, takeSights } from './rules.ts';

type Sights = { positions: readonly PositionResource[]; landed: readonly number[] };

/** What the table beside the map shows is read so often, in milliseconds; the map itself is drawn with every frame. */
const readEveryMs = 1000;

/** Everything in the air, by the stream of positions. `now` is of this moment; `read` is steady enough to read. */
export function useSky() {
  const now = useRef<Sky>(new Map());
  const [read, setRead] = useState<Sky>(now.current);
  const lastRead = useRef(0);
  const onPositions = useCallback((sights: unknown) => {
    const at = performance.now();
    now.current = takeSights(now.current, sights as Sights, at);
    if (at - lastRead.current < readEveryMs) return;
    lastRead.current = at;
    setRead(now.current);
  }, []);
  const contact = useEvents('/positions/stream', { positions: onPositions });
  return { now, read, contact };
}
