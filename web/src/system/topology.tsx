import type { InstanceView, SystemView } from '@airside/contracts';
import type { CSSProperties } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Panel } from '../ui/card.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Target } from './action-dialog.tsx';
import { byService, flowSeconds, formatRate, type InstanceState, type Sample, stateOf } from './rules.ts';
import { systemTexts } from './texts.ts';
import './topology.css';

type Act = ((target: Target) => void) | undefined;

/** The gateway and behind it every instance, with what goes to each. */
export function Topology({ view, sample, onAct }: { view: SystemView; sample: Sample | undefined; onAct: Act }) {
  const t = useTexts(systemTexts);
  return (
    <Panel title={t.topology} aside={<span className="text-sm text-soft">{t.topologyHint}</span>}>
      <div className="grid gap-4 md:grid-cols-[11rem_1fr] md:items-center">
        <div className="rounded-xl border border-accent/40 bg-tint p-4 md:self-stretch">
          {/* Beside a tall topology it goes along with what is looked at. */}
          <div className="md:sticky md:top-24">
            <p className="font-semibold text-accent-deep">{t.gateway}</p>
            <p className="text-2xl font-semibold tracking-tight">{formatRate(sample?.perSecond ?? 0)} /s</p>
            <p className="text-sm text-soft">{t.instances(view.instances.length)}</p>
          </div>
        </div>
        <div className="trunk grid gap-5">
          {byService(view.instances).map(([service, instances]) => (
            <section key={service} aria-label={service}>
              <h3 className="mb-1 pl-4 font-mono text-sm text-soft">{service}</h3>
              <ul className="grid gap-1.5">
                {instances.map((instance) => (
                  <Instance
                    key={instance.instance}
                    instance={instance}
                    perSecond={sample?.byInstance.get(instance.instance) ?? 0}
                    onAct={onAct}
                  />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </Panel>
  );
}

const tones: Readonly<Record<InstanceState, Tone>> = {
  serving: 'good',
  halfOpen: 'warn',
  ejected: 'warn',
  open: 'bad',
  forcedOpen: 'bad',
  unhealthy: 'bad',
};

function Instance({ instance, perSecond, onAct }: { instance: InstanceView; perSecond: number; onAct: Act }) {
  const t = useTexts(systemTexts);
  const state = stateOf(instance);
  const seconds = flowSeconds(perSecond);
  const isBroken = state === 'open' || state === 'forcedOpen' || state === 'unhealthy';
  return (
    <li
      data-instance={instance.instance}
      data-state={state}
      className="grid grid-cols-[1rem_1fr] items-center gap-3 md:grid-cols-[minmax(2rem,7rem)_1fr]"
    >
      <span
        aria-hidden="true"
        className="pipe"
        data-broken={isBroken || undefined}
        data-flow={(!isBroken && seconds !== undefined) || undefined}
        style={{ '--flow': `${seconds ?? 0}s` } as CSSProperties}
      />
      <div className="flex min-h-13 min-w-0 flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-line px-4 py-2">
        <span className="min-w-0 grow basis-full truncate font-mono text-[0.9375rem] sm:basis-36">
          {instance.instance}
        </span>
        <span className="w-16 grow font-medium sm:grow-0 sm:text-right">{formatRate(perSecond)} /s</span>
        <span className="w-24 text-right text-sm text-soft max-sm:hidden">{t.inFlight(instance.inFlight)}</span>
        <span className="flex justify-end sm:w-36">
          <Badge tone={tones[state]}>{t[state]}</Badge>
        </span>
        {onAct !== undefined && <ActButton name={instance.instance} onAct={onAct} kind="instance" />}
      </div>
    </li>
  );
}

/** Opens what can be done to a process. */
export function ActButton({ name, kind, onAct }: Target & { onAct: (target: Target) => void }) {
  const t = useTexts(systemTexts);
  return (
    <button
      type="button"
      aria-label={t.actOn(name)}
      className="-mr-2 grid size-10 place-items-center rounded-lg text-soft hover:bg-sunk hover:text-ink"
      onClick={() => onAct({ kind, name })}
    >
      <Icon name="more" />
    </button>
  );
}
