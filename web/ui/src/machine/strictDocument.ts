/**
 * A document for programs that write their style as text: style elements go into sheets made by script, style attributes
 * into the elements' style, both of which a strict content policy allows.
 */
export function strictDocument(page: Document): Document {
  return new Proxy(page, {
    get(target, name) {
      if (name === 'createElement') return (tag: string) => strict(target, target.createElement(tag));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function strict(page: Document, element: HTMLElement): HTMLElement {
  if (element instanceof HTMLStyleElement) return sheetOf(page, element);
  const setAttribute = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else setAttribute(name, value);
  };
  return element;
}

/** The element stays empty; its text becomes a sheet that goes with it. */
function sheetOf(page: Document, element: HTMLStyleElement): HTMLStyleElement {
  const sheet = new CSSStyleSheet();
  page.adoptedStyleSheets.push(sheet);
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (css: string) => {
      text = css;
      sheet.replaceSync(css);
    },
  });
  element.remove = () => {
    page.adoptedStyleSheets = page.adoptedStyleSheets.filter((each) => each !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}
