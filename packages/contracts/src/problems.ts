/**
 * The one table of refusals: code → HTTP status and public text.
 * Texts that api.md prints are exact; `{name}` is filled from the problem's `params`.
 */
export const problems = {
  VALIDATION_FAILED: { status: 400, message: 'The request is not valid' },
  MALFORMED_BODY: { status: 400, message: 'body: not valid JSON' },
  FLIGHT_CODE_MISSING: { status: 400, message: 'Flight code is missing' },
  FLIGHT_CODE_OR_UPDATE_MISSING: { status: 400, message: 'Flight code or update is missing' },
  USERNAME_OR_EMAIL_TAKEN: {
    status: 400,
    message: 'Username or Email already exists',
  },

  AUTHENTICATION_REQUIRED: { status: 401, message: 'Authentication required' },
  INVALID_CREDENTIALS: { status: 401, message: 'Invalid username or password' },
  CALLBACK_NOT_SIGNED: { status: 401, message: 'The signature is not valid' },
  INVALID_REFRESH_TOKEN: { status: 401, message: 'Invalid refresh token' },

  PAYMENT_DECLINED: { status: 402, message: 'Payment declined' },

  FORBIDDEN: { status: 403, message: 'Forbidden' },

  NOT_FOUND: { status: 404, message: 'Not found' },
  ROUTE_NOT_FOUND: { status: 404, message: 'Route not found' },
  FLIGHT_NOT_FOUND: { status: 404, message: 'Flight not found' },
  NO_FLIGHTS_FOUND: { status: 404, message: 'No flights found' },
  BOOKING_NOT_FOUND: { status: 404, message: 'Booking not found' },
  NO_BOOKINGS_FOUND: {
    status: 404,
    message: 'No bookings found for this user',
  },
  HOLD_NOT_FOUND: { status: 404, message: 'Hold not found' },
  QUOTE_NOT_FOUND: { status: 404, message: 'Quote not found' },
  PASSENGER_NOT_FOUND: { status: 404, message: 'Passenger not found' },
  USER_NOT_FOUND: { status: 404, message: 'User not found' },
  REFUND_NOT_FOUND: { status: 404, message: 'Refund not found' },
  NOTICE_NOT_FOUND: { status: 404, message: 'Notification not found' },
  DEVICE_NOT_FOUND: { status: 404, message: 'Device not found' },
  UNSUBSCRIBE_LINK_INVALID: { status: 404, message: 'This link is not valid' },
  ONE_TIME_TOKEN_VOID: { status: 404, message: 'This token is used, too old or unknown' },
  WEBHOOK_NOT_FOUND: { status: 404, message: 'Webhook not found' },
  RULE_NOT_FOUND: { status: 404, message: 'Rule not found' },
  EXECUTION_NOT_FOUND: { status: 404, message: 'Execution not found' },
  CLUSTER_NOT_FOUND: { status: 404, message: 'There is no database cluster {cluster}' },
  INSTANCE_NOT_FOUND: { status: 404, message: 'There is no instance {instance}' },

  NOT_SUBSCRIBED: { status: 404, message: 'User {userId} is not subscribed to flight {flightCode}.' },
  SUBSCRIPTION_NOT_FOUND: { status: 404, message: 'No subscription found for this flight code' },

  METHOD_NOT_ALLOWED: { status: 405, message: 'Method not allowed' },
  REQUEST_TIMEOUT: { status: 408, message: 'The request was not sent in time' },

  FLIGHT_FULL: { status: 409, message: 'No seats left on this flight' },
  FLIGHT_CANCELLED: { status: 409, message: 'This flight is cancelled' },
  FLIGHT_DEPARTED: { status: 409, message: 'This flight has departed' },
  SEAT_TAKEN: { status: 409, message: 'This seat is taken' },
  NOT_ENOUGH_SEATS: { status: 409, message: 'There are not enough seats left on this flight' },
  HOLD_EXPIRED: { status: 409, message: 'The hold has ended; its seats are free for anybody' },
  TOO_MANY_HOLDS: { status: 409, message: 'There are {most} holds already; release one first' },
  PAYMENT_PENDING: { status: 409, message: 'The payment of this booking is still in progress' },
  BOOKING_CANCELLED: { status: 409, message: 'This booking is cancelled' },
  QUOTE_EXPIRED: { status: 409, message: 'This quote has expired; ask for a new one' },
  QUOTE_OUTDATED: { status: 409, message: 'The booking has changed since this quote; ask for a new one' },
  CURRENCY_DIFFERS: { status: 409, message: 'This flight is sold in another currency than the booking' },
  INFANT_ALONE: { status: 409, message: 'An infant flies on the lap of an adult of the same flight' },
  REBOOKING_NOT_NEEDED: { status: 409, message: 'This booking needs no rebooking' },
  REBOOKING_IMPOSSIBLE: { status: 409, message: 'This flight can no longer take the party; choose another' },
  FLIGHT_EXISTS: { status: 409, message: 'This flight is scheduled for that date already' },
  FLIGHT_CHANGED: { status: 409, message: 'The flight has changed meanwhile; it has version {version} now' },
  ILLEGAL_PHASE: { status: 409, message: 'A flight that is {from} cannot become {to}; allowed: {allowed}' },
  PASSENGER_CLAIMED: {
    status: 409,
    message: 'This account or passenger is already linked',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    message: 'A request with this Idempotency-Key is still in progress',
  },

  REFUND_NOT_DEAD: { status: 409, message: 'Only a refund that was given up can be tried again; this one is {state}' },
  NOTICE_NOT_FAILED: { status: 409, message: 'Only a notification that failed can be sent again; this one is {state}' },
  TOO_MANY_DEVICES: { status: 409, message: 'There are {most} devices already; remove one first' },
  TOO_MANY_WEBHOOKS: { status: 409, message: 'There are {most} webhooks already; delete one first' },
  RULE_EXISTS: { status: 409, message: 'There is a rule of this name already' },
  RULE_CHANGED: { status: 409, message: 'The rule has changed meanwhile; it has version {version} now' },
  TOO_MANY_RULES: { status: 409, message: 'There are {most} rules already; delete one first' },
  EXECUTION_NOT_FAILED: { status: 409, message: 'Only a failed execution can be retried; this one is {status}' },
  LOCAL_STACK_ONLY: { status: 409, message: 'This works on a local stack only' },

  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request body is too large' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'Content-Type must be application/json',
  },

  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    message: 'This Idempotency-Key was used with another request',
  },

  TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests' },
  TOO_MANY_LOGINS: {
    status: 429,
    message: 'Too many failed logins. Please try again later.',
  },

  HEADERS_TOO_LARGE: { status: 431, message: 'The headers of the request are too large' },

  UNEXPECTED: {
    status: 500,
    message: 'An error occurred. Please try again later.',
  },
  UPSTREAM_FAILED: {
    status: 502,
    message: '{service} did not answer. Please try again.',
  },

  PAYMENT_UNAVAILABLE: {
    status: 503,
    message: 'The payment could not be made; nothing was charged. Please try again later.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    message: '{service} is not available. Please try again later.',
  },
  OVERLOADED: {
    status: 503,
    message: 'Too much work at once. Please try again in a moment.',
  },
  INSTANCE_UNAVAILABLE: {
    status: 503,
    message: '{instance} is temporarily unavailable due to failures.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    message: 'The database is not available. Please try again in a moment.',
  },
  OUTCOME_UNKNOWN: {
    status: 503,
    message: 'The outcome is not known. Please retry with the same Idempotency-Key.',
  },

  UPSTREAM_TIMEOUT: {
    status: 504,
    message: '{service} did not answer in time. Please try again.',
  },
} as const satisfies Record<string, { status: number; message: string }>;

/** A key of the table above; the wire carries it as `code`. */
export type ProblemCode = keyof typeof problems;
