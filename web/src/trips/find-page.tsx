import { useMutation } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { takeForm } from '../ui/form-values.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { findByLocator } from './calls.ts';
import { FoundTicket } from './found-ticket.tsx';
import { tripTexts } from './texts.ts';

/** A booking by its code and a last name, for whoever holds the ticket. */
export function FindPage() {
  const t = useTexts(tripTexts);
  const call = useCall();
  const find = useMutation({
    mutationFn: ({ locator, lastName }: { locator: string; lastName: string }) =>
      findByLocator(call, locator, lastName),
    meta: { isToldInPlace: true },
  });
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={t.findTitle} lead={t.findLead} />
      <Card className="p-5">
        <form
          className="grid items-end gap-4 sm:grid-cols-[1fr_1fr_auto]"
          onSubmit={(event) => {
            const value = takeForm(event);
            find.mutate({ locator: value('locator'), lastName: value('lastName') });
          }}
        >
          <TextField
            label={t.locator}
            name="locator"
            required
            minLength={6}
            maxLength={6}
            pattern="[A-Za-z0-9]{6}"
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
          />
          <TextField label={t.lastName} name="lastName" required maxLength={100} autoComplete="family-name" />
          <Button type="submit" isBusy={find.isPending}>
            {t.findNow}
          </Button>
        </form>
      </Card>
      <div className="mt-5 grid gap-5">
        <FormProblem error={find.error} text={textOf(find.error, t)} />
        {find.data !== undefined && <FoundTicket ticket={find.data} />}
      </div>
    </div>
  );
}

function textOf(error: unknown, t: { notFound: string; tooMany: string }): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.status === 404) return t.notFound;
  return error.status === 429 ? t.tooMany : undefined;
}
