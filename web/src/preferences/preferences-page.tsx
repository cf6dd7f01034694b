import { PageHeader } from '../ui/page-header.tsx';

export function PreferencesPage() {
  return <PageHeader title="Preferences" />;
}
