/** Samples of one series, in promtool's notation, 15 s apart (3 minutes where `at` is hours): `0x8 5x40` is nine zeros, then forty-one fives. */
type Series = readonly [series: string, values: string];

/** One alert under two histories: at the moment `at`, the first has it firing with these labels, the second has not. */
export type AlertCase = {
  at: string;
  fires: readonly Series[];
  labels: Readonly<Record<string, string>>;
  quiet: readonly Series[];
};

const everybody = [
  'gateway',
  'discovery',
  'user_service',
  'booking_service',
  'notification_service',
  'operations_service',
];
const up = (services: readonly string[]): Series[] =>
  services.map((service) => [`up{job="airside",service="${service}",instance="${service}_1"}`, '1x40']);
const one = (series: string, fires: string, quiet: string, labels: Record<string, string>, at = '5m'): AlertCase => ({
  at,
  fires: [[series, fires]],
  labels,
  quiet: [[series, quiet]],
});
const count = (route: string, status: string, values: string): Series => [
  `http_request_duration_seconds_count{service="gateway",instance="gateway_1",method="GET",route="${route}",status="${status}"}`,
  values,
];
const bucket = (route: string, le: string, values: string): Series => [
  `http_request_duration_seconds_bucket{service="gateway",instance="gateway_1",method="GET",route="${route}",status="200",le="${le}"}`,
  values,
];
const search = '/api/flight/search-flights';
const booking = '/api/flight/book-flight';
const lag = 'nodejs_eventloop_lag_p99_seconds{service="user_service",instance="user_service_1"}';

/** A key is the alert's name; where there are several, what follows a colon tells them apart. */
export const alertCases: Readonly<Record<string, AlertCase>> = {
  TargetDown: one('up{job="airside",service="user_service",instance="user_service_2"}', '1x4 0x40', '1x40', {
    job: 'airside',
    service: 'user_service',
    instance: 'user_service_2',
  }),
  ServiceAbsent: {
    at: '5m',
    fires: up(everybody.filter((name) => name !== 'operations_service')),
    labels: { service: 'operations_service' },
    quiet: up(everybody),
  },
  BreakerOpen: one(
    'gateway_breaker_state{service="gateway",instance="gateway_1",upstream="user_service",instance_name="user_service_1"}',
    '0x16 2x2 0x2',
    '0x8 2x2 0x40',
    { service: 'gateway', instance: 'gateway_1', upstream: 'user_service', instance_name: 'user_service_1' },
  ),
  InstanceUnhealthy: one(
    'gateway_healthy{service="gateway",instance="gateway_1",upstream="user_service",instance_name="user_service_1"}',
    '1x4 0x40',
    '1x4 0x1 1x40',
    { service: 'user_service', instance: 'gateway_1', upstream: 'user_service', instance_name: 'user_service_1' },
  ),
  DiscoverySilent: one('gateway_directory_age_seconds{service="gateway",instance="gateway_1"}', '0+15x40', '25x40', {
    service: 'gateway',
    instance: 'gateway_1',
  }),
  DatabaseWithoutPrimary: {
    at: '5m',
    fires: [
      ['postgres_writer{cluster="users",node="127.0.0.1:5411",instance="user_service_1"}', '1x4 0x40'],
      ['postgres_writer{cluster="users",node="127.0.0.1:5412",instance="user_service_1"}', '0x40'],
    ],
    labels: { cluster: 'users' },
    quiet: [
      ['postgres_writer{cluster="users",node="127.0.0.1:5411",instance="user_service_1"}', '1x4 0x40'],
      ['postgres_writer{cluster="users",node="127.0.0.1:5412",instance="user_service_1"}', '0x4 1x40'],
    ],
  },
  StandbyMissing: {
    at: '5m',
    fires: [
      ['postgres_up{cluster="users",node="127.0.0.1:5412",instance="user_service_1"}', '1x4 0x40'],
      ['postgres_up{cluster="users",node="127.0.0.1:5412",instance="user_service_2"}', '1x4 0x40'],
    ],
    labels: { cluster: 'users', node: '127.0.0.1:5412' },
    // One process alone that does not reach it has a fault of its own.
    quiet: [
      ['postgres_up{cluster="users",node="127.0.0.1:5412",instance="user_service_1"}', '1x4 0x40'],
      ['postgres_up{cluster="users",node="127.0.0.1:5412",instance="user_service_2"}', '1x40'],
    ],
  },
  ReplicaLag: one(
    'postgres_lag_seconds{cluster="booking",node="127.0.0.1:5422",instance="booking_service_1"}',
    '0x4 25x40',
    '0x4 25x1 0x40',
    { cluster: 'booking', node: '127.0.0.1:5422' },
  ),
  PoolExhausted: one(
    'postgres_pool_waiting{service="booking_service",instance="booking_service_1",cluster="booking",node="127.0.0.1:5421"}',
    '0x4 12x40',
    '0x18 12x1',
    { service: 'booking_service', instance: 'booking_service_1', cluster: 'booking', node: '127.0.0.1:5421' },
  ),
  RedisNodeDown: one('redis_up{service="discovery",instance="discovery_1",node="127.0.0.1:5501"}', '1x4 0x40', '1x40', {
    service: 'discovery',
    instance: 'discovery_1',
    node: '127.0.0.1:5501',
  }),
  EventDead: one(
    'bus_held_events{service="operations_service",instance="operations_service_1",group="operations/rules",state="dead"}',
    '0x4 1x40',
    '0x40',
    { service: 'operations_service', group: 'operations/rules' },
  ),
  OperationEventRefused: one(
    'operation_events_received_total{service="operations_service",instance="operations_service_1",source="http",type="FLIGHT_DELAY",outcome="refused"}',
    '0x10 1x40',
    '3x40',
    { source: 'http' },
  ),
  EventsWait: one(
    'bus_outbox_oldest_seconds{service="booking_service",instance="booking_service_1",stream="flights"}',
    '0+15x40',
    '1x40',
    { stream: 'flights' },
  ),
  EventsHeldBack: one(
    'bus_partitions_behind{service="booking_service",instance="booking_service_1",stream="flights"}',
    '0x4 5x40',
    '0x4 16x1 0x40',
    { stream: 'flights' },
  ),
  ConsumerBehind: one(
    'bus_consumer_lag_events{service="booking_service",instance="booking_service_1",stream="flights",group="notification/rooms"}',
    '0+500x40',
    '0x4 5000x1 0x40',
    { stream: 'flights', group: 'notification/rooms' },
  ),
  BrokerDown: one(
    'broker_up{service="operations_service",instance="operations_service_1",connection="kafka-ingest"}',
    '1x4 0x40',
    '1x40',
    { service: 'operations_service', instance: 'operations_service_1', connection: 'kafka-ingest' },
  ),
  WorkflowFailed: one(
    'workflow_executions_total{service="operations_service",instance="operations_service_1",workflow="delay",status="FAILED"}',
    '0x10 1x40',
    '0x40',
    { workflow: 'delay' },
  ),
  WorkflowStuck: one(
    'workflow_oldest_running_seconds{service="operations_service",instance="operations_service_1",workflow="delay"}',
    '0+15x60',
    '0+5x40',
    { workflow: 'delay' },
    '8m',
  ),
  JobsGivenUp: one(
    'operations_jobs{service="operations_service",instance="operations_service_1",queue="workflow-steps",state="dead"}',
    '0x4 1x40',
    '0x40',
    { service: 'operations_service', queue: 'workflow-steps' },
  ),
  NoticesWait: one(
    'notification_oldest_unsent_seconds{service="notification_service",instance="notification_service_1"}',
    '0+15x60',
    '0x10 20x1 0x40',
    {},
    '8m',
  ),
  NoticesLost: one(
    'notification_deliveries_total{service="notification_service",instance="notification_service_1",channel="sms",state="FAILED",reason="exhausted"}',
    '0x10 1x40',
    '0x40',
    { channel: 'sms' },
  ),
  AccountMailsWait: one(
    'account_mail_oldest_unsent_seconds{service="notification_service",instance="notification_service_1"}',
    '0+15x60',
    '0x60',
    {},
    '8m',
  ),
  EventLoopLag: one(lag, '0.01x4 0.6x40', '0.01x4 0.6x1 0.01x40', {
    service: 'user_service',
    instance: 'user_service_1',
  }),
  EtlOverdue: one('airside_etl_last_success_timestamp_seconds', '0x600', '0x300 54000x300', {}, '27h'),
  EtlNeverSucceeded: {
    at: '27h',
    fires: [['airside_etl_runs_total{outcome="failed"}', '0+1x600']],
    labels: {},
    quiet: [['airside_etl_last_success_timestamp_seconds', '_x500 90000x100']],
  },
  EtlAbsent: {
    at: '12m',
    fires: [['up{job="airside",service="etl_service",instance="etl_service_1"}', '1x4 0x80']],
    labels: {},
    quiet: [['up{job="airside",service="etl_service",instance="etl_service_1"}', '1x30 0x8 1x40']],
  },
  EtlFailed: one('airside_etl_runs_total{outcome="failed"}', '0x10 1x40', '0x40', {}),
  EtlQuality: one('airside_etl_quality_failures', '0x4 2x40', '0x40', {}),

  'SloBurnsFast: availability': {
    at: '10m',
    fires: [count(search, '200', '0+90x60'), count(search, '503', '0+10x60')],
    labels: { slo: 'search-availability' },
    quiet: [count(search, '200', '0+1000x60'), count(search, '503', '0+1x60')],
  },
  'SloBurnsFast: a few requests': {
    at: '10m',
    fires: [count(booking, '201', '0+9x60'), count(booking, '502', '0+1x60')],
    labels: { slo: 'booking-availability' },
    quiet: [count(booking, '201', '0+0x30 1+0x60'), count(booking, '502', '0+0x30 2+0x60')],
  },
  'SloBurnsFast: latency': {
    at: '10m',
    fires: [count(booking, '201', '0+10x60'), bucket(booking, '1', '0+5x60')],
    labels: { slo: 'booking-latency' },
    quiet: [count(booking, '201', '0+1000x60'), bucket(booking, '1', '0+995x60')],
  },
  'SloBurnsFast: latency of search': {
    at: '10m',
    fires: [count(search, '200', '0+10x60'), bucket(search, '0.25', '0+5x60')],
    labels: { slo: 'search-latency' },
    quiet: [count(search, '200', '0+10x60'), bucket(search, '0.25', '0+10x60')],
  },
  'SloBurnsFast: notices': {
    at: '10m',
    fires: [
      ['notification_handover_seconds_count{channel="email"}', '0+10x60'],
      ['notification_handover_seconds_bucket{channel="email",le="1800"}', '0+5x60'],
      ['notification_deliveries_total{channel="email",state="FAILED",reason="exhausted"}', '0x60'],
    ],
    labels: { slo: 'notices-in-time' },
    quiet: [
      ['notification_handover_seconds_count{channel="email"}', '0+10x60'],
      ['notification_handover_seconds_bucket{channel="email",le="1800"}', '0+10x60'],
      ['notification_deliveries_total{channel="email",state="FAILED",reason="exhausted"}', '0x60'],
    ],
  },
  // A tenth of what pages at once, for hours; the long window remembers what the short one has forgotten.
  SloBurnsSteadily: {
    at: '7h',
    fires: [count(search, '200', '0+992x200'), count(search, '500', '0+8x200')],
    labels: { slo: 'search-availability' },
    quiet: [count(search, '200', '0+1000x200'), count(search, '500', '0+8x120 960x80')],
  },
  SloBurnsSlowly: {
    at: '7h',
    fires: [count(search, '200', '0+998x200'), count(search, '500', '0+2x200')],
    labels: { slo: 'search-availability' },
    quiet: [count(search, '200', '0+9995x200'), count(search, '500', '0+5x200')],
  },
};
