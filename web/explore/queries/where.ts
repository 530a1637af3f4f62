import type { Filters } from '../address.ts';
import type { Publisher } from '../api.ts';

type Conditions = Record<string, unknown>;

/** Returns which ties count; what is not set is left out. */
export function linksOf(filters: Filters, publisher: Publisher | null): Conditions {
  return {
    ...(filters.basis && { basis: [filters.basis] }),
    ...(filters.since && { since: filters.since }),
    ...(filters.asOf && { asOf: filters.asOf }),
    ...(filters.kinds.length > 0 && { initiativeKinds: filters.kinds }),
    ...(filters.minStrength > 1 && { minStrength: filters.minStrength }),
    ...(filters.withoutPublisher && publisher && { without: [publisher.id] }),
  };
}

/** Returns which partners are shown. */
export function partnerWhere({ partnerKinds }: Filters): Conditions {
  return partnerKinds.length > 0 ? { kind: { in: partnerKinds } } : {};
}

/** Returns which releases are shown. */
export function releaseWhere(filters: Filters): Conditions {
  const dates = between(filters);
  return dates ? { publishedOn: dates } : {};
}

/** Returns which initiatives are shown. */
export function initiativeWhere(filters: Filters): Conditions {
  const dates = between(filters);
  return {
    ...(filters.kinds.length > 0 && { kind: { in: filters.kinds } }),
    ...(dates && { startedOn: dates }),
  };
}

function between({ since, asOf }: Filters): Conditions | null {
  return since || asOf ? { ...(since && { gte: since }), ...(asOf && { lte: asOf }) } : null;
}
