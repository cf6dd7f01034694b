import { type ServiceName, serviceNames } from '@airside/contracts';

/** How many instances of each service that has several. */
export type InstanceCounts = { user: number; booking: number; notification: number; operations: number };
export type ScaledService = keyof InstanceCounts;

export const defaultCounts: InstanceCounts = { user: 3, booking: 3, notification: 2, operations: 1 };
const mostInstances = 50;

/** What stands in for providers outside: of e-mail, SMS and push, and of payments. */
export const standIns = ['receivers', 'payment_sandbox'] as const;
export type StandIn = (typeof standIns)[number];

/** One process to run: `folder` below `services/`; the name is what the process calls itself. */
export type PlannedInstance = {
  name: string;
  folder: ScaledService | StandIn | 'discovery' | 'etl' | 'gateway';
  /** Wire name, for those that register with discovery. */
  service?: ServiceName;
};

/** Reads `user=2,booking=4`; what is not named keeps its default. Throws RangeError with a text for the user. */
export function parseInstances(text: string): InstanceCounts {
  const counts = { ...defaultCounts };
  for (const entry of text.split(',')) {
    const [name = '', number = '', ...rest] = entry.split('=').map((part) => part.trim());
    if (!isScaledService(name) || rest.length > 0) {
      throw new RangeError(`"${entry}" is not SERVICE=NUMBER; services are ${Object.keys(defaultCounts).join(', ')}`);
    }
    const count = Number(number);
    if (!/^\d+$/.test(number) || count < 1 || count > mostInstances) {
      throw new RangeError(`${name}: the number of instances must be from 1 to ${mostInstances}, not "${number}"`);
    }
    counts[name] = count;
  }
  return counts;
}

function isScaledService(name: string): name is ScaledService {
  return Object.hasOwn(defaultCounts, name);
}

/** Every process of the product, in the order of their start: what stands in for a provider before those that call it. */
export function planInstances(counts: InstanceCounts, wanted: readonly StandIn[]): PlannedInstance[] {
  const scaled = serviceNames.flatMap((service) => {
    const folder = service.replace('_service', '') as ScaledService | 'etl';
    // Loads are made by one at a time, whoever else is there.
    return Array.from({ length: folder === 'etl' ? 1 : counts[folder] }, (_unused, index) => ({
      name: `${service}_${index + 1}`,
      folder,
      service,
    }));
  });
  return [
    { name: 'discovery_1', folder: 'discovery' },
    ...wanted.map((folder) => ({ name: `${folder}_1`, folder })),
    ...scaled,
    { name: 'gateway_1', folder: 'gateway' },
  ];
}

export const defaultGatewayPort = 4000;

const firstPorts = {
  discovery: 5000,
  user: 5001,
  booking: 5101,
  notification: 5201,
  operations: 5301,
  etl: 5381,
  users_db: 5411,
  booking_db: 5421,
  warehouse_db: 5431,
  redis: 5501,
  control: 5600,
  receivers: 5900,
  smtp: 5950,
  payment_sandbox: 5960,
  prometheus: 9090,
  alertmanager: 9093,
};

/**
 * The port each process gets where it is free. Another gateway port moves all of them by as much, so that several
 * stacks lie side by side; far away ones start from the defaults and step around each other.
 */
export function preferredPorts(gatewayPort: number, counts: InstanceCounts): Record<string, number> {
  const distance = gatewayPort - defaultGatewayPort;
  const offset = distance >= 0 && distance <= 15_000 ? distance : 0;
  const ports: Record<string, number> = { gateway_1: gatewayPort };
  const place = (first: number, names: string[]) => {
    for (const [index, name] of names.entries()) ports[name] = first + offset + index;
  };
  const numbered = (name: string, count: number) =>
    Array.from({ length: count }, (_unused, index) => `${name}_${index + 1}`);
  for (const { name, folder } of planInstances(counts, standIns)) {
    if (folder === 'gateway') continue;
    place(firstPorts[folder] + Number(name.slice(name.lastIndexOf('_') + 1)) - 1, [name]);
  }
  place(firstPorts.users_db, numbered('users_db', 3));
  place(firstPorts.booking_db, numbered('booking_db', 3));
  place(firstPorts.warehouse_db, ['warehouse_db_1']);
  place(firstPorts.redis, numbered('redis', 3));
  place(firstPorts.control, ['control']);
  place(firstPorts.smtp, ['smtp']);
  place(firstPorts.prometheus, ['prometheus']);
  place(firstPorts.alertmanager, ['alertmanager']);
  return ports;
}

/** Which of the known names a person means: an instance, a service with or without `_service`, a database cluster. */
export function matchNames(known: readonly string[], wanted: string): string[] {
  if (known.includes(wanted)) return [wanted];
  for (const prefix of [`${wanted}_service_`, `${wanted}_db_`, `${wanted}_`]) {
    const matches = known.filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
    if (matches.length > 0) return matches;
  }
  return [];
}
