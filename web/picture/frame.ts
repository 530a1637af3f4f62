import type { Drawing } from './drawing.ts';
import type { Group } from './groups.ts';
import type { Box } from './labels.ts';
import { outline } from './palette.ts';

/** What stands around the canvas: buttons, the legend, and words for those who do not see it. */
export class Frame {
  readonly canvas = make('canvas', 'picture-canvas');
  #root = make('div', 'picture');
  #bar = make('div', 'picture-buttons');
  #legend = make('ul', 'picture-legend');
  #help = make('p', 'picture-unseen');
  #voice = make('p', 'picture-unseen');
  #buttons = { zoomIn: button('+'), zoomOut: button('−'), fit: button('⤢') };

  constructor(element: HTMLElement) {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'application');
    this.#help.id = `picture-help-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.canvas.setAttribute('aria-describedby', this.#help.id);
    this.#voice.setAttribute('aria-live', 'polite');
    this.#bar.append(...Object.values(this.#buttons));
    const stage = make('div', 'picture-stage');
    stage.append(this.canvas, this.#bar);
    this.#root.append(stage, this.#legend, this.#help, this.#voice);
    element.append(this.#root);
  }

  /** The part of the canvas that the buttons cover. */
  get covered(): Box {
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = this.#bar;
    return { left, top, right: left + width, bottom: top + height };
  }

  /** Lets the buttons change the view. */
  onZoom(drawing: Drawing, signal: AbortSignal): void {
    this.#buttons.zoomIn.addEventListener('click', () => drawing.zoom(1.5), { signal });
    this.#buttons.zoomOut.addEventListener('click', () => drawing.zoom(1 / 1.5), { signal });
    this.#buttons.fit.addEventListener('click', () => drawing.fit(), { signal });
  }

  /** Writes everything that depends on data and options. */
  tell({ graph, groups, options, theme }: Drawing): void {
    const { strings, legend = true, wheel = 'focused' } = options;
    this.canvas.dataset['wheel'] = wheel;
    this.canvas.setAttribute('aria-label', strings.picture(graph.spots.length, graph.lines.length));
    this.#help.textContent = strings.help;
    for (const name of ['zoomIn', 'zoomOut', 'fit'] as const) {
      this.#buttons[name].setAttribute('aria-label', strings[name]);
      this.#buttons[name].title = strings[name];
    }
    this.#root.style.setProperty('--picture-background', theme.background);
    this.#root.style.setProperty('--picture-text', theme.text);
    this.#legend.hidden = !legend || groups.list.length < 2;
    this.#legend.replaceChildren(...groups.list.map(entry));
  }

  say(text: string): void {
    this.#voice.textContent = text;
  }

  remove(): void {
    this.#root.remove();
  }
}

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

function button(text: string): HTMLButtonElement {
  const made = make('button', 'picture-button');
  made.type = 'button';
  made.textContent = text;
  return made;
}

const space = 'http://www.w3.org/2000/svg';

function entry({ look, text, count }: Group): HTMLLIElement {
  const item = make('li', 'picture-group');
  const sample = document.createElementNS(space, 'svg');
  sample.setAttribute('viewBox', '-8 -8 16 16');
  sample.setAttribute('aria-hidden', 'true');
  sample.append(shapeOf(look.shape, look.colour));
  item.append(sample, `${text} (${count})`);
  return item;
}

function shapeOf(shape: Group['look']['shape'], colour: string): SVGElement {
  const element = document.createElementNS(space, shape === 'circle' ? 'circle' : 'polygon');
  if (shape === 'circle') {
    element.setAttribute('r', '5.5');
  } else {
    element.setAttribute('points', outline(shape, 0, 0, 5.5).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '));
  }
  element.setAttribute('fill', colour);
  return element;
}
