import { PageHeader } from '../ui/page-header.tsx';

export function FlightPage() {
  return <PageHeader title="Flight" />;
}
