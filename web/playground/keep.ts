/**
 * What the pages keep by name, in a store of the browser's. It never fails: people
 * may have it refused, and it may be full. What the store does not take is kept
 * for as long as the page is open.
 */
export class Keep {
  #store: () => Storage | null;
  #here = new Map<string, string>();

  /** @param store returns the browser's store: to name it may throw already */
  constructor(store: () => Storage | null) {
    this.#store = store;
  }

  getItem(name: string): string | null {
    return this.#here.get(name) ?? this.#ask((store) => store.getItem(name)) ?? null;
  }

  setItem(name: string, value: string): void {
    const taken = this.#ask((store) => {
      store.setItem(name, value);
      return true;
    });
    if (taken) {
      this.#here.delete(name);
      return;
    }
    this.removeItem(name); // Else an older value would come back with the next visit.
    this.#here.set(name, value);
  }

  removeItem(name: string): void {
    this.#here.delete(name);
    this.#ask((store) => store.removeItem(name));
  }

  names(): string[] {
    return [...new Set([...this.#here.keys(), ...(this.#ask((store) => Object.keys(store)) ?? [])])];
  }

  #ask<T>(question: (store: Storage) => T): T | undefined {
    try {
      const store = this.#store();
      return store ? question(store) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What stays on this machine between visits. */
export const visits = new Keep(() => window.localStorage);

/** What this tab alone keeps until it is closed. */
export const thisTab = new Keep(() => window.sessionStorage);
