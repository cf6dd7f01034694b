import type { DelayReason, NoticeChannel, NoticeComposition, NoticeLanguage } from '@airside/contracts';

/** What happened to a flight, as the owner of the flight says it. */
export type NoticeFacts = Pick<NoticeComposition, 'what' | 'flight'>;

/** What a text says of its reader. */
export type Reader = {
  /** Undefined where only the account is known. */
  firstName: string | undefined;
  tier: string;
  specialRequests: string | null;
  seat: string | null;
  /** An earlier notice of the same kind about this departure may have been read already. */
  isFollowUp: boolean;
};

/** One notice in one language, for every channel. */
export type NoticeText = {
  language: NoticeLanguage;
  subject: string;
  /** Two or three paragraphs, parted by an empty line. */
  body: string;
  /** Less than 160 GSM-7 characters. */
  sms: string;
  push: { title: string; text: string };
  isUrgent: boolean;
  /** Channels whose text was worded by a model; the rest is from our templates. */
  worded: ReadonlySet<NoticeChannel>;
};

/** Everything that templates may name, in words; texts that are not known are empty. */
export type Words = {
  flight: string;
  airline: string;
  from: string;
  to: string;
  /** With day and date. */
  oldDeparture: string;
  newDeparture: string;
  newArrival: string;
  /** The hour alone. */
  oldTime: string;
  newTime: string;
  /** `1 h 30 min` */
  duration: string;
  isOnTime: boolean;
  severity: string;
  cause: string;
  detail: string;
  gate: string;
  oldGate: string;
  terminal: string;
  oldTerminal: string;
  isTerminalChange: boolean;
};

/** The reader's part of the words. */
export type ReaderWords = {
  name: string;
  /** `A-List`, `A-List Preferred`, or empty. */
  tier: string;
  request: string;
  seat: string;
  isFollowUp: boolean;
};

/** Templates of one kind of notice. Names of variables are those of `Words` and `ReaderWords`. */
export type KindTemplates = {
  subject: string;
  body: string;
  /** The first that makes one SMS is sent; the last one always does. */
  sms: readonly string[];
  pushTitle: string;
  pushText: string;
};

/** Parts of sentences and whole ones that texts are put together from, as templates; those that may be empty begin with a space. */
export type Phrases = {
  salutation: string;
  detail: string;
  followUp: string;
  route: string;
  cause: string;
  /** A departure that has moved, with both times; with the new one alone; with the planned one alone. */
  moved: string;
  new: string;
  old: string;
  arrival: string;
  gate: string;
  terminal: string;
  /** The same for texts that have to be short. */
  movedShort: string;
  gateShort: string;
  terminalShort: string;
  rebook: string;
};

/** Templates of several notices in one message; they are numbered from 1. */
export type DigestTemplates = {
  /** `count`, `flights` as a list in words, `flightCount` */
  subject: string;
  /** Where one is urgent: `lead`, its subject, and how many `more` there are. */
  leading: string;
  intro: string;
  /** Above each: `number`, `count` and `subject`. */
  heading: string;
};

/** All texts of one language. */
export type Catalogue = {
  /** For `Intl`. */
  locale: string;
  phrases: Phrases;
  causes: Record<DelayReason, string>;
  delay: KindTemplates;
  /** It leaves before its time. */
  early: KindTemplates;
  cancellation: KindTemplates;
  gateChange: KindTemplates;
  digest: DigestTemplates;
};
