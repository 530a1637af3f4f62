import { thisTab } from './keep.ts';

const slot = 'pressgraph.key';

/** Returns the key of this tab; empty without one. */
export function readKey(): string {
  return thisTab.getItem(slot) ?? '';
}

/** Keeps the key for this tab alone: not on disk, not in links, not in the history. */
export function keepKey(key: string): void {
  thisTab.setItem(slot, key);
}

export function forgetKey(): void {
  thisTab.removeItem(slot);
}
