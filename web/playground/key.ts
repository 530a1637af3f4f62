const slot = 'pressgraph.key';

/** Returns the key of this tab; empty without one. */
export function readKey(): string {
  return sessionStorage.getItem(slot) ?? '';
}

/** Keeps the key for this tab alone: not on disk, not in links, not in the history. */
export function keepKey(key: string): void {
  sessionStorage.setItem(slot, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(slot);
}
