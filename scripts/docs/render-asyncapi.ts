import {
  BoardReady,
  BoardUpdate,
  eventMeanings,
  eventSchema,
  type EventType,
  eventTypes,
  frameExchanges,
  largestFrameBytes,
  PositionResource,
  serverFrames,
} from '@airside/contracts';
import { version } from '@airside/service';
import { join } from 'node:path';

export const asyncApiFile = join(import.meta.dirname, '../../docs/api/asyncapi.json');

type Message = { name: string; summary: string; payload: unknown };
type Direction = 'send' | 'receive';
type Channel = {
  address: string;
  servers: string[];
  description: string;
  messages: readonly (Message & { action: Direction })[];
};

const id = {
  anyOf: [{ type: 'string', maxLength: 100 }, { type: 'number' }],
  description: 'comes back with the answer',
};
const frame = (event: string, data: unknown) => ({
  type: 'object',
  required: ['event'],
  properties: { event: { const: event }, data, id },
});

/** What a client sends (the server receives), and each answer. */
const roomMessages = [
  ...Object.entries(frameExchanges).flatMap(([event, { data, answer, answerData, meaning }]) => [
    { name: event, summary: meaning, payload: frame(event, data), action: 'receive' as const },
    { name: answer, summary: `Answers \`${event}\`.`, payload: frame(answer, answerData), action: 'send' as const },
  ]),
  ...Object.entries(serverFrames).map(([event, { data, meaning }]) => ({
    name: event,
    summary: meaning,
    payload: frame(event, data),
    action: 'send' as const,
  })),
];

const sent = (name: string, summary: string, payload: unknown) => ({ name, summary, payload, action: 'send' as const });

/** Stream of the bus that an event is on, by its type or the first word of that; all others are on that of the flights. */
const streams: Readonly<Record<string, string>> = {
  operation: 'operations',
  'booking.rebooking_needed': 'operations',
  account: 'accounts',
  notification: 'notifications',
  warehouse: 'warehouse',
};
const streamOf = (type: EventType): string => streams[type] ?? streams[type.split('.', 1)[0] ?? ''] ?? 'flights';

const busChannels = [...Map.groupBy(eventTypes, streamOf)].map(([stream, types]): [string, Channel] => [
  `bus.${stream}`,
  {
    address: stream,
    servers: ['bus'],
    description:
      'CloudEvents 1.0 in 16 partitions by subject, each event at least once, those of one subject in order.',
    messages: types.map((type) => sent(type, eventMeanings[type], eventSchema(type))),
  },
]);

const channels: Readonly<Record<string, Channel>> = {
  rooms: {
    address: '/ws',
    servers: ['gateway'],
    description: `WebSocket with JSON in text frames of at most ${largestFrameBytes} bytes. Signed in by \`Authorization\`, by \`?ticket=\` of POST /api/notifications/ws-ticket, or by the frame \`authenticate\`.`,
    messages: roomMessages,
  },
  board: {
    address: '/api/board/stream',
    servers: ['gateway-http'],
    description: 'Server-Sent Events for anybody; `Last-Event-ID` goes on where it was left.',
    messages: [
      sent('ready', 'The first event: where it is not resumed the flights have to be loaded anew.', BoardReady),
      sent('flight', 'A flight has changed.', BoardUpdate),
      sent('beat', 'Nothing has happened; the connection lives.', { type: 'object' }),
    ],
  },
  positions: {
    address: '/positions/stream',
    servers: ['gateway-http'],
    description: 'Server-Sent Events for anybody: where airborne flights are.',
    messages: [
      sent('positions', 'Flights that were seen somewhere else.', {
        type: 'object',
        required: ['positions', 'landed'],
        properties: {
          positions: { type: 'array', items: PositionResource },
          landed: {
            type: 'array',
            items: { type: 'integer' },
            description: 'departures that are in the air no longer',
          },
        },
      }),
      sent('beat', 'Nothing has happened; the connection lives.', { type: 'object' }),
    ],
  },
  ...Object.fromEntries(busChannels),
};

const host = 'localhost:4000';

/** The AsyncAPI 3.0 document: rooms, streams of events over HTTP, and the bus, as the contracts have them. */
export function renderAsyncApi(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Airside',
      version,
      description:
        'Made by `node scripts/docs/asyncapi.ts` from packages/contracts; a test tells when it is out of date.',
    },
    defaultContentType: 'application/json',
    servers: {
      gateway: { host, protocol: 'ws', description: 'wss where the gateway has a certificate' },
      'gateway-http': { host, protocol: 'http', description: 'https where the gateway has a certificate' },
      bus: { host: 'localhost:6379', protocol: 'redis', description: 'Redis Streams, inside the installation only' },
    },
    channels: Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, channelOf(channel)])),
    operations: Object.fromEntries(Object.entries(channels).flatMap(([name, channel]) => operationsOf(name, channel))),
    components: {
      messages: Object.fromEntries(Object.entries(channels).flatMap(([name, one]) => messagesOf(name, one))),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const keyOf = (channel: string, message: string): string => `${channel}.${message}`;

function channelOf({ address, servers, description, messages }: Channel) {
  return {
    address,
    servers: servers.map((server) => ({ $ref: `#/servers/${server}` })),
    description,
    messages: Object.fromEntries(
      messages.map(({ name }) => [name, { $ref: `#/components/messages/${keyOf(nameOf(address), name)}` }]),
    ),
  };
}

/** The channel's name by its address, which is what its messages are kept under. */
function nameOf(address: string): string {
  const [name] = Object.entries(channels).find(([, channel]) => channel.address === address) ?? [''];
  return name;
}

function messagesOf(channel: string, { messages }: Channel): [string, Message][] {
  return messages.map(({ name, summary, payload }) => [keyOf(channel, name), { name, summary, payload }]);
}

/** One operation for each direction of a channel, seen from the server. */
function operationsOf(channel: string, { messages }: Channel): [string, object][] {
  return [...Map.groupBy(messages, ({ action }) => action)].map(([action, group]) => [
    `${action}.${channel}`,
    {
      action,
      channel: { $ref: `#/channels/${channel}` },
      messages: group.map(({ name }) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
    },
  ]);
}
