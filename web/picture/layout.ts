import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type Simulation } from 'd3-force';
import type { Graph, Line, Spot } from './graph.ts';

/** How long a frame may be spent on the layout, in milliseconds. */
const share = 12;

/**
 * Lays a graph out. The same graph always comes out the same: spots begin at
 * places that their order gives them, the number of steps is fixed, and chance
 * is d3-force's own, which has a fixed seed.
 */
export class Layout {
  #simulation: Simulation<Spot, Line>;
  #left: number;
  #following = false;

  /** again begins gently, because most spots have a good place already. */
  constructor(graph: Graph, again: boolean) {
    const many = graph.spots.length;
    place(graph.spots);
    const steps = Math.round(Math.min(300, Math.max(60, 120_000 / Math.max(1, many))));
    this.#left = again ? Math.round(steps / 2) : steps;
    this.#simulation = forceSimulation<Spot, Line>(graph.spots)
      .stop()
      .alpha(again ? 0.4 : 1)
      .alphaDecay(1 - Math.pow(0.001, 1 / steps))
      .velocityDecay(0.45)
      .force('link', forceLink<Spot, Line>(graph.lines).distance(distance).strength(strength))
      .force('charge', forceManyBody<Spot>().strength((spot) => -60 - 12 * spot.radius).distanceMax(900).theta(1))
      .force('collide', forceCollide<Spot>((spot) => room(spot)).strength(0.8))
      .force('x', forceX<Spot>(0).strength((spot) => inwards(spot)))
      .force('y', forceY<Spot>(0).strength((spot) => 1.3 * inwards(spot)));
  }

  /** Reports whether the spots have come to rest. */
  get settled(): boolean {
    return this.#left <= 0;
  }

  /** Reports whether the neighbours of a moved spot are following it. */
  get following(): boolean {
    return this.#following;
  }

  /** Goes on for a share of a frame, or by a step where a spot is followed. */
  advance(): void {
    const end = this.#following ? 0 : performance.now() + share;
    do {
      this.#simulation.tick();
      this.#left -= 1;
    } while (!this.settled && performance.now() < end);
  }

  /** Lets the neighbours of a spot that is moved follow it. */
  follow(): void {
    this.#simulation.alpha(Math.max(0.15, this.#simulation.alpha()));
    this.#left = 90;
    this.#following = true;
  }
}

/** Gives places in a spiral to spots that have none, important ones in the middle. */
function place(spots: Spot[]): void {
  const turn = Math.PI * (3 - Math.sqrt(5));
  spots.forEach((spot, i) => {
    if (Number.isNaN(spot.x)) {
      const far = 14 * Math.sqrt(0.5 + i);
      spot.x = far * Math.cos(i * turn);
      spot.y = far * Math.sin(i * turn);
    }
  });
}

/** How near others may come to a spot: marks shrink less than distances do when all is to be seen, and need names. */
const room = (spot: Spot): number => 1.8 * spot.radius + 10;

/** How much a spot is drawn to the middle: what nothing holds would else drift away, and make all the rest small. */
const inwards = (spot: Spot): number => (spot.ties.length === 0 ? 0.3 : 0.05);

const distance = (line: Line): number => 34 + line.source.radius + line.target.radius;

/** Strong ties pull more; the ends of many ties are pulled less by each. */
function strength(line: Line): number {
  const fewest = Math.min(line.source.ties.length, line.target.ties.length);
  return Math.min(1, (0.6 + 0.15 * Math.log2(1 + line.tie.weight)) / Math.max(1, fewest));
}
