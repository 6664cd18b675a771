/**
 * A document for programs that write their style as text: style elements go into sheets made by script, style attributes
 * into the elements' style, both of which a strict content policy allows.
 */
export function strictDocument(page: Document): Document {
  return new Proxy(page, {
    get(target, name) {
      if (name === 'createElement') return (tag: string) => (tag === 'style' ? sheet(target, target.createElement.bind(target)) : strict(target.createElement(tag)));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/** Runs what makes style elements in {@code page} itself: xterm's scroll bar knows no other document. */
export function withSheets(page: Document, run: () => void): void {
  const create = page.createElement.bind(page);
  page.createElement = ((tag: string) => (tag === 'style' ? sheet(page, create) : create(tag))) as typeof page.createElement;
  try {
    run();
  } finally {
    Reflect.deleteProperty(page, 'createElement'); // the prototype's shows again
  }
}

function strict(element: HTMLElement): HTMLElement {
  const setAttribute = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else setAttribute(name, value);
  };
  return element;
}

/** Stands where the style element would; its text becomes a sheet that goes with it. */
function sheet(page: Document, create: Document['createElement']): HTMLElement {
  const made = new CSSStyleSheet();
  page.adoptedStyleSheets.push(made);
  const element = create('template');
  Object.defineProperty(element, 'textContent', { set: (css: string) => { made.replaceSync(css); } });
  element.remove = () => {
    page.adoptedStyleSheets = page.adoptedStyleSheets.filter((each) => each !== made);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}
