import { visits } from './keep.ts';

const slot = 'pressgraph.actual-cost';

/** Reports whether each run shall tell what its answer really cost. */
export function wantsActualCost(): boolean {
  return visits.getItem(slot) === 'yes';
}

export function setWantsActualCost(wanted: boolean): void {
  if (wanted) {
    visits.setItem(slot, 'yes');
  } else {
    visits.removeItem(slot);
  }
}
