import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { airportsQuery } from '../airports/calls.ts';
import { useCall } from '../app/deps.ts';
import { boardQuery } from '../board/calls.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { ContactNow } from '../live/contact-mark.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AirTable } from './air-table.tsx';
import { ChosenFlight } from './chosen-flight.tsx';
import { type Land, loadCoarse, loadFine } from './geometry.ts';
import { MapCanvas } from './map-canvas.tsx';
import type { Size } from './projection.ts';
import { clampView, clusterDots, screenOf, type View, viewOf } from './rules.ts';
import { mapTexts } from './texts.ts';
import { useSky } from './use-sky.ts';

/** Every flight in the air. */
export function MapPage() {
  const t = useTexts(mapTexts);
  const { now, read, contact } = useSky();
  const [view, setView] = useState<View>(viewOf([]));
  const [chosen, choose] = useState<number>();
  const clustersOf = useAirportDots();
  const land = useLand();
  const isPlaced = useRef(false);
  useEffect(() => {
    if (isPlaced.current || read.size === 0) return;
    isPlaced.current = true;
    setView(viewOf([...read.values()].map(({ position }) => [position.lon, position.lat])));
  }, [read]);
  const [ends, setEnds] = useState<readonly (readonly [number, number])[]>([]);
  const route = useMemo(() => ({ ends }), [ends]);
  const zoomBy = (factor: number) => setView(clampView({ ...view, zoom: view.zoom * factor }));
  return (
    <>
      <PageHeader title={t.title} lead={t.inTheAir(read.size)}>
        <ContactNow contact={contact} />
      </PageHeader>
      <div className="relative">
        <MapCanvas
          sky={now}
          land={land}
          view={view}
          onView={setView}
          clustersOf={clustersOf}
          chosen={chosen}
          onChoose={choose}
          route={route}
        />
        <div className="absolute top-3 right-3 grid gap-1.5">
          <MapButton label={t.zoomIn} icon="plus" onPress={() => zoomBy(1.6)} />
          <MapButton label={t.zoomOut} icon="minus" onPress={() => zoomBy(1 / 1.6)} />
          <MapButton label={t.world} icon="globe" onPress={() => setView(viewOf([]))} />
        </div>
        {read.size === 0 && (
          <p className="absolute inset-x-4 bottom-4 mx-auto w-fit rounded-lg border border-line bg-card px-4 py-2 text-soft shadow-raised">
            {t.empty}
          </p>
        )}
        {chosen !== undefined && (
          <ChosenFlight
            key={chosen}
            id={chosen}
            aircraft={read.get(chosen)}
            onEnds={setEnds}
            onClose={() => choose(undefined)}
          />
        )}
      </div>
      <p className="mt-2 text-sm text-soft">{t.hint}</p>
      <AirTable sky={read} chosen={chosen} onChoose={choose} />
    </>
  );
}

function MapButton({ label, icon, onPress }: { label: string; icon: 'plus' | 'minus' | 'globe'; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      className="grid size-10 place-items-center rounded-lg border border-line bg-card text-soft shadow-card hover:text-ink"
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Outlines at once, details when there is time. */
function useLand(): Land | undefined {
  const { data: coarse } = useQuery({ queryKey: ['land', 'coarse'], queryFn: loadCoarse, staleTime: Infinity });
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    if (coarse === undefined) return;
    const later = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 500));
    later(() => setIdle(true));
  }, [coarse]);
  const { data: fine } = useQuery({
    queryKey: ['land', 'fine'],
    queryFn: loadFine,
    staleTime: Infinity,
    enabled: isIdle,
  });
  return fine ?? coarse;
}

const mostAirports = 200;

/** Airports of the flights of these hours, those that lie close together as one dot. */
function useAirportDots() {
  const call = useCall();
  const { data: list } = useQuery(boardQuery(call, { airport: undefined, side: 'arrivals' }));
  const flights = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { origin, destination } of list?.flights ?? [])
      for (const iata of [origin, destination]) counts.set(iata, (counts.get(iata) ?? 0) + 1);
    return counts;
  }, [list]);
  const codes = [...flights.keys()].slice(0, mostAirports);
  const { data: airports } = useQuery(airportsQuery(call, codes));
  const clustersOf = useCallback(
    (view: View, size: Size) => {
      const toScreen = screenOf(view, size);
      const dots = [...(airports?.values() ?? [])].map(({ iata, city, longitude, latitude }) => {
        const [x, y] = toScreen([longitude, latitude]);
        return { iata, city, x, y, flights: flights.get(iata) ?? 0 };
      });
      return clusterDots(dots, 44);
    },
    [airports, flights],
  );
  return clustersOf;
}
