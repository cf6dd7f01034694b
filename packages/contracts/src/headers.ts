/** Names of the headers that cross a process boundary inside Airside, lower case as Node gives them. */
export const headers = {
  /** Id of one request from the client's call to the last log line it causes. */
  requestId: 'x-request-id',
  /** Instance that answered, such as `booking_service_2`. */
  servedBy: 'x-served-by',
  /** `HIT` or `MISS`, where a cache is involved. */
  cache: 'x-cache',
  /** Proves that the caller is part of this installation; the gateway strips it from clients. */
  clusterSecret: 'x-airside-cluster-secret',
  /** The client's address as the gateway saw it; trusted because only the gateway may set it. */
  clientAddress: 'x-airside-client-address',
  /** Makes one request take effect once, however often it is sent. */
  idempotencyKey: 'idempotency-key',
  /** What a client has seen of the databases: sent back as it came, its reads show at least that. `*` asks for the first one. */
  readAfter: 'x-read-after',
  /** W3C trace context. */
  traceparent: 'traceparent',
} as const;
