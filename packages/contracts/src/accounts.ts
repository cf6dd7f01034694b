import { type Static, Type } from 'typebox';
import { Role, ServiceTokenScope } from './roles.ts';

const closed = { additionalProperties: false };

export const Username = Type.String({
  minLength: 3,
  maxLength: 64,
  pattern: '^[A-Za-z0-9._-]+$',
});
export const Password = Type.String({ minLength: 8, maxLength: 1024 });
export const Email = Type.String({ format: 'email', maxLength: 254 });
const PersonName = Type.String({ minLength: 1, maxLength: 100 });
/** E.164, such as `+37322123456`. */
const Phone = Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' });
/** BCP 47 primary language; the languages messages are written in. */
export const Language = Type.Enum(['en', 'ro', 'de', 'es']);

export const RegisterBody = Type.Object({ username: Username, password: Password, email: Email }, closed);
export type RegisterBody = Static<typeof RegisterBody>;
export const RegisterAnswer = Type.Object({
  message: Type.String(),
  userId: Type.Integer(),
});

/** Any text is accepted at login, so that a rule change never locks anybody out; a wrong one is simply wrong. */
export const LoginBody = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  closed,
);
export type LoginBody = Static<typeof LoginBody>;

const tokenPair = {
  userId: Type.Integer(),
  token: Type.String(),
  refreshToken: Type.String(),
  /** Seconds until the access token ends. */
  expiresIn: Type.Integer(),
};
export const LoginAnswer = Type.Object({
  message: Type.String(),
  ...tokenPair,
});
export type LoginAnswer = Static<typeof LoginAnswer>;
export const RefreshAnswer = Type.Object(tokenPair);
export type RefreshAnswer = Static<typeof RefreshAnswer>;
export const RefreshBody = Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 512 }) }, closed);
export type RefreshBody = Static<typeof RefreshBody>;

/** A session of the web app: its refresh token travels in a cookie that no script can read, so it is not in here. */
export const SessionAnswer = Type.Object({
  userId: Type.Integer(),
  username: Type.String(),
  roles: Type.Array(Role),
  token: Type.String(),
  /** Seconds until the access token ends. */
  expiresIn: Type.Integer(),
});
export type SessionAnswer = Static<typeof SessionAnswer>;

export const Profile = Type.Object({
  userId: Type.Integer(),
  username: Type.String(),
  email: Type.String(),
  emailVerified: Type.Boolean(),
  firstName: Type.Union([Type.String(), Type.Null()]),
  lastName: Type.Union([Type.String(), Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()]),
  language: Type.String(),
  roles: Type.Array(Role),
});
export type Profile = Static<typeof Profile>;

/** `null` clears a member, an absent one stays. */
export const ProfilePatch = Type.Object(
  {
    firstName: Type.Optional(Type.Union([PersonName, Type.Null()])),
    lastName: Type.Optional(Type.Union([PersonName, Type.Null()])),
    phone: Type.Optional(Type.Union([Phone, Type.Null()])),
    language: Type.Optional(Language),
    email: Type.Optional(Email),
  },
  { ...closed, minProperties: 1 },
);
export type ProfilePatch = Static<typeof ProfilePatch>;

export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String({ minLength: 1, maxLength: 1024 }),
    newPassword: Password,
  },
  closed,
);
export type PasswordChange = Static<typeof PasswordChange>;
export const PasswordResetRequest = Type.Object({ email: Email }, closed);
export type PasswordResetRequest = Static<typeof PasswordResetRequest>;
/** What a one-time token of a mail is for. */
export const oneTimePurposes = ['password_reset', 'verify_email'] as const;
export const OneTimePurpose = Type.Enum([...oneTimePurposes]);
export type OneTimePurpose = Static<typeof OneTimePurpose>;
const OneTimeToken = Type.String({ minLength: 1, maxLength: 512 });
export const PasswordResetConfirm = Type.Object({ token: OneTimeToken, newPassword: Password }, closed);
export type PasswordResetConfirm = Static<typeof PasswordResetConfirm>;
export const VerifyEmailBody = Type.Object({ token: OneTimeToken }, closed);
export type VerifyEmailBody = Static<typeof VerifyEmailBody>;

export const RolesBody = Type.Object(
  { roles: Type.Array(Role, { minItems: 1, maxItems: 4, uniqueItems: true }) },
  closed,
);
export type RolesBody = Static<typeof RolesBody>;

export const ServiceTokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(ServiceTokenScope, { minItems: 1, uniqueItems: true }),
  },
  closed,
);
export type ServiceTokenBody = Static<typeof ServiceTokenBody>;

export const UserSubscriptions = Type.Object({
  userId: Type.Integer(),
  flights: Type.Array(Type.String()),
});
export type UserSubscriptions = Static<typeof UserSubscriptions>;
