import { PageHeader } from '../ui/page-header.tsx';

export function BookPage() {
  return <PageHeader title="Book" />;
}
