import { PageHeader } from '../ui/page-header.tsx';

export function TripPage() {
  return <PageHeader title="Trip" />;
}
