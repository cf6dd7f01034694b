import { PageHeader } from '../ui/page-header.tsx';

export function TripsPage() {
  return <PageHeader title="My trips" />;
}
