import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export type Tab<Name extends string> = { name: Name; label: ReactNode; panel: ReactNode };

export function Tabs<Name extends string>({
  label,
  tabs,
  value,
  onChange,
}: {
  label: string;
  tabs: readonly Tab<Name>[];
  value: Name;
  onChange: (name: Name) => void;
}) {
  return (
    <Base.Root value={value} onValueChange={(name) => onChange(name as Name)}>
      <Base.List aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.name}
            value={tab.name}
            className="min-h-11 border-b-2 border-transparent px-4 font-medium whitespace-nowrap text-soft -outline-offset-2 hover:text-ink aria-selected:border-accent aria-selected:text-ink"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.name} value={tab.name} className="rounded-lg">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
