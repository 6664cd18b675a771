import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../api/types';
import { rows, summary } from './devices';
import { leaves } from './json';

const disk = (dev: string, file: string): JsonObject => ({
  device: 'disk', driver: { name: 'qemu', type: 'qcow2' }, source: { kind: 'file', file }, target: { dev, bus: 'virtio' },
});
const nic: JsonObject = { mac: { address: '52:54:00:00:00:01' }, source: { kind: 'network', network: 'localbr', portgroup: 'vlan-100' }, model: { type: 'virtio' } };
const domain = (devices: JsonObject): JsonObject => ({ devices });

describe('rows', () => {
  it('puts the same disk of both views into one row, wherever it stands', () => {
    const live = domain({ disks: [disk('vdb', '/b'), disk('vda', '/a')] });
    const next = domain({ disks: [disk('vda', '/a2')] });
    expect(rows(live, next).map(({ key, live: now, next: then }) => [key, now?.index, then?.index])).toEqual([
      ['disks vdb', 0, undefined], ['disks vda', 1, 0],
    ]);
  });
  it('shows a machine that is off by its next boot alone', () => {
    const found = rows(null, domain({ interfaces: [nic], memballoon: { model: 'virtio' } }));
    expect(found.map(({ kind, live }) => [kind, live])).toEqual([['interfaces', undefined], ['memballoon', undefined]]);
  });
  it('loses no device that looks like another', () => {
    const same = { type: 'isa-serial', target: { type: 'isa-serial' } };
    expect(rows(domain({ serials: [same, same] }), null)).toHaveLength(2);
  });
});

describe('summary', () => {
  it('says where a disk lies', () => { expect(summary('disks', disk('vda', '/a.qcow2'))).toBe('disk · vda · virtio · qcow2 · /a.qcow2'); });
  it('says where a NIC leads', () => { expect(summary('interfaces', nic)).toBe('localbr / vlan-100 · virtio · 52:54:00:00:00:01'); });
  it('shows an empty drive as such', () => {
    expect(summary('disks', { device: 'cdrom', source: { kind: 'file' }, target: { dev: 'sda', bus: 'sata' } })).toBe('cdrom · sda · sata · file');
  });
});

it('leaves out what says nothing', () => {
  expect(leaves({ a: { b: 1, c: null, d: false, e: [] }, f: ['x'] })).toEqual([{ path: 'a.b', value: '1' }, { path: 'f[0]', value: 'x' }]);
});
