import { createContext } from 'react';
import type { Question } from './ask.ts';

/** How many answers are remembered; older tabs lose what was asked, not what was answered. */
const most = 30;

/** Remembers what was asked for each answer: the editor may hold something else by now. */
export class Runs {
  #questions = new Map<string, Question>();

  keep(question: Question, answer: unknown): void {
    const text = this.#textOf(answer);
    this.#questions.delete(text);
    this.#questions.set(text, question);
    for (const old of [...this.#questions.keys()].slice(0, -most)) {
      this.#questions.delete(old);
    }
  }

  /** Returns what an answer was asked for with; null where that is not known. */
  of(answer: unknown): Question | null {
    return this.#questions.get(this.#textOf(answer)) ?? null;
  }

  #textOf(answer: unknown): string {
    return JSON.stringify(answer);
  }
}

/** The runs of the page. */
export const RunsContext = createContext(new Runs());
