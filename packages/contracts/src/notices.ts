import { type Static, Type } from 'typebox';
import { OneTimePurpose } from './accounts.ts';

const closed = { additionalProperties: false };
const Text = Type.String();
const NullableText = Type.Union([Text, Type.Null()]);
const Time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
const NullableTime = Type.Union([Time, Type.Null()]);

/** What travellers are told of. */
export const noticeKinds = ['delay', 'cancellation', 'gate_change'] as const;
export const NoticeKindName = Type.Enum([...noticeKinds]);
export type NoticeKindName = Static<typeof NoticeKindName>;

/** Languages that notices are written in (BCP 47). */
export const noticeLanguages = ['en', 'ro', 'de', 'es'] as const;
export const NoticeLanguage = Type.Enum([...noticeLanguages]);
export type NoticeLanguage = Static<typeof NoticeLanguage>;

/** Where notices go; `in_app` is the inbox of an account, which nobody can switch off. */
export const noticeChannels = ['in_app', 'email', 'sms', 'push'] as const;
export const NoticeChannel = Type.Enum([...noticeChannels]);
export type NoticeChannel = Static<typeof NoticeChannel>;

/** What became of a notice on one channel. */
export const noticeStates = ['PLANNED', 'MERGED', 'HELD', 'SKIPPED', 'QUEUED', 'SENDING', 'SENT', 'FAILED'] as const;
export const NoticeState = Type.Enum([...noticeStates]);
export type NoticeState = Static<typeof NoticeState>;

const WallTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'local time, `22:00`' });

/** Hours in which nothing may ring, in the traveller's own zone; past midnight where `from` is later than `to`. */
export const QuietHours = Type.Object(
  {
    from: WallTime,
    to: WallTime,
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name' }),
  },
  closed,
);
export type QuietHours = Static<typeof QuietHours>;

const choices = {
  channels: Type.Object({ email: Type.Boolean(), sms: Type.Boolean(), push: Type.Boolean() }, closed),
  kinds: Type.Array(NoticeKindName, { uniqueItems: true, maxItems: noticeKinds.length }),
  /** Null: none. */
  quietHours: Type.Union([QuietHours, Type.Null()]),
  language: NoticeLanguage,
};

/** Answer of `GET /api/notifications/preferences`. */
export const Preferences = Type.Object(choices, closed);
export type Preferences = Static<typeof Preferences>;

/** Body of `PUT /api/notifications/preferences`; what is left out stays as it is. */
export const PreferencesChange = Type.Partial(Type.Object(choices), closed);
export type PreferencesChange = Static<typeof PreferencesChange>;

/** Body of `POST /api/notifications/devices`. */
export const NewDevice = Type.Union([
  Type.Object(
    { kind: Type.Literal('fcm'), token: Type.String({ pattern: '^[\\x21-\\x7e]+$', minLength: 8, maxLength: 4096 }) },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('webpush'),
      subscription: Type.Object({
        endpoint: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048 }),
        expirationTime: Type.Optional(Type.Unknown()),
        keys: Type.Object({
          p256dh: Type.String({ pattern: '^[A-Za-z0-9_=-]{80,100}$' }),
          auth: Type.String({ pattern: '^[A-Za-z0-9_=-]{16,40}$' }),
        }),
      }),
    },
    closed,
  ),
]);
export type NewDevice = Static<typeof NewDevice>;

/** A registered device; its token is known to itself only. */
export const Device = Type.Object({ id: Type.Integer(), kind: Type.Enum(['fcm', 'webpush']), createdAt: Time });
export const DeviceList = Type.Object({ devices: Type.Array(Device), count: Type.Integer() });
export type DeviceList = Static<typeof DeviceList>;

/** Answer of `GET /api/notifications/vapid-key`. */
export const VapidKey = Type.Object({ publicKey: Text });
export type VapidKey = Static<typeof VapidKey>;

const cursor = Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }));
const page = { limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }), cursor };

/** Query of `GET /api/notifications`. */
export const InboxPage = Type.Object(page, closed);
/** Answer of `GET /api/notifications`, newest first. */
export const Inbox = Type.Object({
  notifications: Type.Array(
    Type.Object({
      id: Type.Integer(),
      flightId: Text,
      bookingId: NullableText,
      kind: NoticeKindName,
      title: Text,
      /** One or two lines. */
      text: Text,
      /** Two or three paragraphs. */
      body: Text,
      isUrgent: Type.Boolean(),
      language: NoticeLanguage,
      createdAt: Time,
      readAt: NullableTime,
    }),
  ),
  /** Of this page. */
  count: Type.Integer(),
  /** In the whole inbox. */
  unread: Type.Integer(),
  /** Present while there may be more. */
  cursor,
});
export type Inbox = Static<typeof Inbox>;

/** Path of an inbox notice and of a ledger entry. */
export const NoticeIdInPath = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** Query of `GET /api/ops/notifications`. */
export const NoticeLedgerQuery = Type.Object(
  {
    flight: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    passenger: Type.Optional(Type.String({ pattern: '^[Pp][0-9]{3,10}$' })),
    channel: Type.Optional(NoticeChannel),
    state: Type.Optional(NoticeState),
    ...page,
  },
  closed,
);
export type NoticeLedgerQuery = Static<typeof NoticeLedgerQuery>;

/** Answer of `GET /api/ops/notifications`, newest first (api.md §5). */
export const NoticeLedger = Type.Object({
  notifications: Type.Array(
    Type.Object({
      id: Type.Integer(),
      eventId: Text,
      flightId: Text,
      /** Null for a subscriber without a booking. */
      passengerId: NullableText,
      bookingId: NullableText,
      channel: NoticeChannel,
      state: NoticeState,
      /** Why it is in this state. */
      reason: Text,
      /** Whose words the text is in; its facts are always the event's. */
      wordedBy: Type.Enum(['template', 'model']),
      createdAt: Time,
      sentAt: NullableTime,
    }),
  ),
  count: Type.Integer(),
  cursor,
});
export type NoticeLedger = Static<typeof NoticeLedger>;

/** Answer of `POST /api/ops/notifications/{id}/redrive`. */
export const Redriven = Type.Object({ id: Type.Integer(), accepted: Type.Literal(true) });

/** Answer of booking's `GET /internal/accounts/{accountId}/passenger`. */
export const AccountPassenger = Type.Object({ passenger_id: Type.String({ pattern: '^P[0-9]{3,10}$' }) });

/** Answer of the user service's `GET /internal/accounts/{accountId}`. */
export const AccountContact = Type.Object({
  email: NullableText,
  username: Text,
  firstName: Type.Optional(NullableText),
});

/** Answer of the user service's `GET /internal/one-time-tokens/{tokenId}`, to be used at once: it is not stored and not logged. */
export const OneTimeTokenFacts = Type.Object({
  accountId: Type.Integer(),
  purpose: OneTimePurpose,
  token: Text,
  expiresAt: Time,
  email: Text,
  username: Text,
  firstName: NullableText,
  language: Text,
});
export type OneTimeTokenFacts = Static<typeof OneTimeTokenFacts>;
