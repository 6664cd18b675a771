/** The web socket at a path relative to the page, whatever folder a proxy serves it from. */
export function socketUrl(path: string, page: string = location.href): string {
  const url = new URL(path, page.replace(/#.*/s, ''));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
