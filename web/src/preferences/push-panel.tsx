import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { devicesQuery, removeDevice } from './calls.ts';
import { pushSupport, turnOnPush } from './push.ts';
import { preferenceTexts } from './texts.ts';

/** Messages while the page is closed; nothing is asked before the button. */
export function PushPanel() {
  const t = useTexts(preferenceTexts);
  const { language } = useLanguage();
  const call = useCall();
  const cache = useQueryClient();
  const { data: devices } = useQuery(devicesQuery(call));
  const refresh = () => cache.invalidateQueries(devicesQuery(call));
  const turnOn = useMutation({ mutationFn: () => turnOnPush(call), onSuccess: refresh });
  const remove = useMutation({ mutationFn: (id: number) => removeDevice(call, id), onSuccess: refresh });
  const support = pushSupport();
  const isRefused = support === 'refused' || turnOn.data === 'refused';
  return (
    <Panel title={t.devices}>
      <div className="grid gap-4">
        <p className="text-soft">{t.devicesLead}</p>
        {support === 'none' && <Notice>{t.noPush}</Notice>}
        {isRefused && <Notice tone="warn">{t.refused}</Notice>}
        {turnOn.data === 'unreachable' && (
          <Notice tone="bad" isSpoken>
            {t.unreachable}
          </Notice>
        )}
        {turnOn.data === 'on' && (
          <Notice tone="good" isSpoken>
            {t.on}
          </Notice>
        )}
        {support === 'possible' && !isRefused && turnOn.data !== 'on' && (
          <Button
            look="secondary"
            className="justify-self-start"
            isBusy={turnOn.isPending}
            onClick={() => turnOn.mutate()}
          >
            {t.allow}
          </Button>
        )}
        {devices !== undefined && devices.length > 0 && (
          <ul className="divide-y divide-line border-t border-line">
            {devices.map(({ id, kind, createdAt }) => {
              const when = formatMoment(createdAt, language);
              return (
                <li key={id} className="flex items-center justify-between gap-4 py-2">
                  <span>{kind === 'webpush' ? t.device(when) : t.app(when)}</span>
                  <Button look="quiet" onClick={() => remove.mutate(id)}>
                    {t.remove}
                  </Button>
                </li>
              );
            })}
          </ul>
        )}
        {devices?.length === 0 && <p className="text-sm text-soft">{t.noDevices}</p>}
      </div>
    </Panel>
  );
}
