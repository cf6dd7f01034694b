import { PassengerClaim, PassengerClaimAnswer, Problem } from '@airside/contracts';
import { type Cluster, uniqueViolation } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { linkPassenger, listTravellers } from './queries.ts';
import { decideClaim } from './rules.ts';

export function passengerRoutes(app: App, { cluster }: { cluster: Cluster }): void {
  app.post(
    '/api/auth/me/passenger-claims',
    {
      config: { access: access.signedIn },
      schema: {
        summary: 'Claim a passenger who has flown before the account existed',
        tags: ['passengers'],
        body: PassengerClaim,
        response: { 200: PassengerClaimAnswer },
      },
    },
    async (request) => {
      const accountId = accountOf(request).userId;
      const { pnr, lastName } = request.body;
      const travellers = await listTravellers(cluster.writer, pnr.toUpperCase());
      const decision = decideClaim(travellers, { lastName, accountId });
      if (decision.kind === 'refuse') throw new Problem(decision.code);
      const { passenger } = decision;
      if (decision.kind === 'link' && !(await link(cluster, passenger.passengerId, accountId)))
        throw new Problem('PASSENGER_CLAIMED');
      return { message: 'Passenger linked to your account', passengerId: passenger.reference };
    },
  );
}

/** False where the passenger has been taken meanwhile, or the account has a passenger already. */
async function link({ writer }: Cluster, passengerId: number, accountId: number): Promise<boolean> {
  try {
    return await linkPassenger(writer, passengerId, accountId);
  } catch (error) {
    if (uniqueViolation(error) !== undefined) return false;
    throw error;
  }
}
