import { PageHeader } from '../ui/page-header.tsx';

export function InboxPage() {
  return <PageHeader title="Inbox" />;
}
