import type { RedisClient } from '@airside/redis';
import type { Logger } from '@airside/service';

/** Tells all instances that a room has something new. May be lost: the hubs look by themselves once a second. */
export type RoomSignals = { send(flightCode: string): void };

const channel = 'airside:rooms';

/** `subscriber` is a connection of its own: one that listens can do nothing else. */
export function connectRoomSignals(options: {
  publisher: RedisClient;
  subscriber: RedisClient;
  onSignal: (flightCode: string) => void;
  logger: Logger;
}): RoomSignals {
  const { publisher, subscriber, onSignal, logger } = options;
  const listen = () => {
    subscriber.subscribe(channel).catch((error: unknown) => {
      logger.warn({ err: error }, 'rooms are not signalled; updates take up to a second longer');
    });
  };
  subscriber.on('message', (from: string, flightCode: string) => {
    // Others listen on this connection too.
    if (from === channel) onSignal(flightCode);
  });
  subscriber.on('ready', listen);
  if (subscriber.status === 'ready') listen();
  return {
    send(flightCode) {
      publisher.publish(channel, flightCode).catch((error: unknown) => {
        logger.debug({ err: error }, 'a room could not be signalled');
      });
    },
  };
}
