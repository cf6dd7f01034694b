import type { Preferences } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApp } from '../app/deps.ts';
import { isLanguage, languages } from '../i18n/languages.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { CheckField, SelectField, TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { preferencesQuery, putPreferences } from './calls.ts';
import { kinds, nightOf, toggleKind } from './rules.ts';
import { preferenceTexts } from './texts.ts';

const channels = ['email', 'sms', 'push'] as const;

export function PreferencesForm({ initial }: { initial: Preferences }) {
  const t = useTexts(preferenceTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const [wanted, setWanted] = useState(initial);
  const { quietHours } = wanted;
  const hints = { email: undefined, sms: t.smsHint, push: t.pushHint };
  const zones = [
    ...new Set([...(quietHours === null ? [] : [quietHours.timeZone]), ...Intl.supportedValuesOf('timeZone')]),
  ];
  const save = useMutation({
    mutationFn: () => putPreferences(call, wanted),
    onSuccess(saved) {
      cache.setQueryData(preferencesQuery(call).queryKey, saved);
      toasts.done(t.saved);
    },
    meta: { isToldInPlace: true },
  });
  const setQuiet = (change: Partial<NonNullable<Preferences['quietHours']>>) =>
    quietHours === null ? undefined : setWanted({ ...wanted, quietHours: { ...quietHours, ...change } });

  return (
    <form
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Panel title={t.channels}>
        <fieldset className="grid gap-4">
          <legend className="sr-only">{t.channels}</legend>
          {channels.map((channel) => (
            <CheckField
              key={channel}
              label={t[channel]}
              {...(hints[channel] === undefined ? {} : { hint: hints[channel] })}
              checked={wanted.channels[channel]}
              onChange={(event) =>
                setWanted({ ...wanted, channels: { ...wanted.channels, [channel]: event.target.checked } })
              }
            />
          ))}
          <p className="text-sm text-soft">{t.inbox}</p>
        </fieldset>
      </Panel>
      <Panel title={t.kindsTitle}>
        <fieldset className="grid gap-4">
          <legend className="sr-only">{t.kindsTitle}</legend>
          {kinds.map((kind) => (
            <CheckField
              key={kind}
              label={t.kinds[kind]}
              checked={wanted.kinds.includes(kind)}
              onChange={(event) =>
                setWanted({ ...wanted, kinds: toggleKind(wanted.kinds, kind, event.target.checked) })
              }
            />
          ))}
        </fieldset>
      </Panel>
      <Panel title={t.quiet}>
        <div className="grid gap-4">
          <CheckField
            label={t.quietOn}
            hint={t.quietHint}
            checked={quietHours !== null}
            onChange={(event) =>
              setWanted({
                ...wanted,
                quietHours: event.target.checked ? nightOf(Intl.DateTimeFormat().resolvedOptions().timeZone) : null,
              })
            }
          />
          {quietHours !== null && (
            <div className="grid gap-4 sm:grid-cols-[8rem_8rem_1fr]">
              <TextField
                label={t.from}
                type="time"
                required
                value={quietHours.from}
                onChange={(event) => setQuiet({ from: event.target.value })}
              />
              <TextField
                label={t.to}
                type="time"
                required
                value={quietHours.to}
                onChange={(event) => setQuiet({ to: event.target.value })}
              />
              <SelectField
                label={t.timeZone}
                value={quietHours.timeZone}
                onChange={(event) => setQuiet({ timeZone: event.target.value })}
              >
                {zones.map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </SelectField>
            </div>
          )}
        </div>
      </Panel>
      <Panel title={t.language}>
        <SelectField
          label={t.language}
          isLabelHidden
          value={wanted.language}
          onChange={(event) =>
            isLanguage(event.target.value) ? setWanted({ ...wanted, language: event.target.value }) : undefined
          }
        >
          {Object.entries(languages).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </SelectField>
      </Panel>
      <FormProblem error={save.error} />
      <Button type="submit" isBusy={save.isPending} className="justify-self-end max-sm:w-full">
        {t.save}
      </Button>
    </form>
  );
}
