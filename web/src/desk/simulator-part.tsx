import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Call } from '../api/call.ts';
import { useApp } from '../app/deps.ts';
import { loadFlights, loadSampleData, playScenario, startDay, stopSimulator } from '../demo/calls.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { systemQuery } from '../system/calls.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { deskTexts } from './texts.ts';

const scenarios = [1, 2, 3, 4, 5] as const;
const speeds = [1, 10, 60, 200, 600];

/** A day, or a scenario, played by the simulator beside the stack. */
export function SimulatorPart() {
  const t = useTexts(deskTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const { data } = useQuery({ ...systemQuery(call), refetchInterval: 3000 });
  const [step, setStep] = useState(2);
  const speed = speeds[step] ?? 60;
  const running =
    data?.processes.filter(({ name, state }) => name.startsWith('simulator_') && state === 'running') ?? [];
  const { mutate, isPending } = useMutation({
    mutationFn: (run: (call: Call) => Promise<{ message: string }>) => run(call),
    async onSuccess({ message }) {
      toasts.done(message);
      await cache.invalidateQueries();
    },
  });
  const words = [t.scenario1, t.scenario2, t.scenario3, t.scenario4, t.scenario5];
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Panel
        title={t.day}
        aside={
          <Badge tone={running.length > 0 ? 'good' : 'neutral'}>{running.length > 0 ? t.flying : t.resting}</Badge>
        }
      >
        <div className="grid gap-5">
          <p className="text-soft">{t.dayText}</p>
          <Field label={`${t.speed}: ${speed} ×`} hint={t.speedHint(speed)}>
            {(ids) => (
              <input
                {...ids}
                type="range"
                min={0}
                max={speeds.length - 1}
                value={step}
                aria-valuetext={`${speed} ×`}
                className="w-full accent-accent"
                onChange={({ target }) => setStep(Number(target.value))}
              />
            )}
          </Field>
          <div className="flex flex-wrap gap-3">
            <Button isBusy={isPending} onClick={() => mutate((by) => startDay(by, speed))}>
              {t.startDay}
            </Button>
            <Button
              look="secondary"
              isBusy={isPending}
              disabled={running.length === 0}
              onClick={() => mutate(stopSimulator)}
            >
              {t.stop}
            </Button>
          </div>
        </div>
      </Panel>
      <Panel title={t.scenarios}>
        <div className="grid gap-4">
          <div className="flex flex-wrap gap-3">
            <Button look="secondary" isBusy={isPending} onClick={() => mutate(loadSampleData)}>
              {t.loadSample}
            </Button>
            <Button look="secondary" isBusy={isPending} onClick={() => mutate(loadFlights)}>
              {t.loadDefault}
            </Button>
          </div>
          <ul className="grid gap-2">
            {scenarios.map((number) => (
              <li
                key={number}
                className="flex items-center justify-between gap-3 rounded-lg border border-line px-4 py-2"
              >
                <span className="text-[0.9375rem]">
                  {number}. {words[number - 1]}
                </span>
                <Button
                  look="quiet"
                  className="min-h-9"
                  isBusy={isPending}
                  aria-label={`${t.play} ${number}`}
                  onClick={() => mutate((by) => playScenario(by, number))}
                >
                  {t.play}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      </Panel>
    </div>
  );
}
