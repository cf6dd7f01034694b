import { Link } from '@tanstack/react-router';
import { EmptySystem } from '../demo/empty-system.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Card } from '../ui/card.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SearchForm } from './search-form.tsx';
import { searchTexts } from './texts.ts';

/** Where everything begins. */
export function HomePage() {
  const t = useTexts(searchTexts);
  return (
    <>
      <div className="sm:pt-8">
        <PageHeader title={t.homeTitle} lead={t.homeLead} />
      </div>
      <Card className="p-5 sm:p-6">
        <SearchForm search={{}} />
      </Card>
      <EmptySystem />
      <ul className="mt-8 grid gap-4 sm:grid-cols-2">
        <Way to="/trips" icon="plane" title={t.wayTrips} text={t.wayTripsText} />
        <Way to="/trips/find" icon="clock" title={t.wayFind} text={t.wayFindText} />
      </ul>
    </>
  );
}

function Way({ to, icon, title, text }: { to: '/trips' | '/trips/find'; icon: IconName; title: string; text: string }) {
  return (
    <li>
      <Link
        to={to}
        className="flex h-full gap-4 rounded-xl border border-line bg-card p-5 shadow-card transition-colors hover:border-edge"
      >
        <span className="grid size-10 shrink-0 place-items-center rounded-lg bg-tint text-accent-deep">
          <Icon name={icon} />
        </span>
        <span className="grid gap-0.5">
          <span className="font-semibold">{title}</span>
          <span className="text-soft">{text}</span>
        </span>
      </Link>
    </li>
  );
}
