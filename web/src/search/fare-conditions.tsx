import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { seatMapQuery } from '../booking/calls.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { resultTexts } from './result-texts.ts';

/** What can be done with a booking after it is sold; the API tells it with the seats. */
export function FareConditions({ flightId }: { flightId: string }) {
  const t = useTexts(resultTexts);
  const { data } = useQuery(seatMapQuery(useCall(), flightId));
  const until = (hours: number) => (hours >= 48 ? t.days(Math.round(hours / 24)) : t.hours(hours));
  if (data === undefined) return <Skeleton className="h-28" />;
  return (
    <div className="grid content-start gap-4 text-sm">
      {data.fares.map(({ name, title, refunds, regret, changeFeePercent }) => (
        <div key={name}>
          <h3 className="font-semibold">
            {t.fares}: {title}
          </h3>
          <ul className="mt-1.5 grid list-disc gap-1 pl-5 text-soft">
            {refunds.map(({ atLeastHoursBefore, percent }) => (
              <li key={atLeastHoursBefore}>
                {percent === 0 ? t.refundNothing : t.refundPart(percent, until(atLeastHoursBefore))}
              </li>
            ))}
            <li>{t.regret(regret.hours, regret.daysBefore)}</li>
            <li>{t.changeFee(changeFeePercent)}</li>
          </ul>
        </div>
      ))}
    </div>
  );
}
