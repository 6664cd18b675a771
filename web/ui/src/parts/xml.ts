/** XML as text. Whatever is put in is escaped: names and paths come from people. */
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;', '\r': '&#13;' };

export const escape = (text: string) => text.replace(/[&<>'"\n\t\r]/g, (each) => ESCAPES[each] ?? each);

/** An element; attributes without a value are left out, children (elements already) stand on lines of their own. */
export function element(name: string, attributes: Record<string, string | number | undefined>, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}='${escape(String(value))}'`)).join('');
  if (children.length === 0) return `<${name}${written}/>`;
  const inner = children.map((child) => child.replace(/^/gm, '  ')).join('\n');
  return `<${name}${written}>\n${inner}\n</${name}>`;
}

export const textElement = (name: string, text: string) => `<${name}>${escape(text)}</${name}>`;
