/** What a push shows. */
export type Shown = {
  title: string;
  body: string;
  tag: string;
  lang: string;
  icon: string;
  requireInteraction: boolean;
};

const icon = '/icon.svg';

/** Reads what the notification service pushes; anything else is shown as news that is to be looked up. */
export function readPush(text: string | undefined): Shown {
  const { title, body, tag, lang, isUrgent } = parse(text);
  return {
    title: typeof title === 'string' && title !== '' ? title : 'Airside',
    body: typeof body === 'string' ? body : '',
    // A later message about the same matter takes the place of the earlier one.
    tag: typeof tag === 'string' ? tag : '',
    lang: typeof lang === 'string' ? lang : '',
    icon,
    requireInteraction: isUrgent === true,
  };
}

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
