const slot = 'pressgraph.actual-cost';

/** Reports whether each run shall tell what its answer really cost. */
export function wantsActualCost(): boolean {
  return localStorage.getItem(slot) === 'yes';
}

export function setWantsActualCost(wanted: boolean): void {
  if (wanted) {
    localStorage.setItem(slot, 'yes');
  } else {
    localStorage.removeItem(slot);
  }
}
