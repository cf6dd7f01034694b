import { PageHeader } from '../ui/page-header.tsx';

export function FindPage() {
  return <PageHeader title="Find" />;
}
