import { expect, it } from 'vitest';
import { socketUrl } from './socketUrl';

it.each([
  ['https://h/#/machines/local/x/console', 'wss://h/api/vnc'],
  ['https://h:8443/virt/?a=b#/machines', 'wss://h:8443/virt/api/vnc'],
  ['http://[::1]:80/a/b/index.html', 'ws://[::1]/a/b/api/vnc'],
])('from %s to %s', (page, url) => { expect(socketUrl('api/vnc', page)).toBe(url); });
