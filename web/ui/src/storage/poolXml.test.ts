import { expect, it } from 'vitest';
import { poolXml } from './poolXml';

it('makes a folder pool', () => {
  expect(poolXml({ kind: 'dir', name: 'a&b', path: '/srv/x' })).toBe(
    "<pool type='dir'>\n  <name>a&amp;b</name>\n  <target>\n    <path>/srv/x</path>\n  </target>\n</pool>");
});
it('makes a pool of an NFS export', () => {
  expect(poolXml({ kind: 'netfs', name: 'nas', path: '/mnt/nas', server: 'nas.lan', export: '/vm', format: 'nfs' })).toContain(
    "<source>\n    <host name='nas.lan'/>\n    <dir path='/vm'/>\n    <format type='nfs'/>\n  </source>");
});
