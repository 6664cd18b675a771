import { expect, it } from 'vitest';
import { diskXml, freeTarget, nicXml } from './deviceXml';

it('makes a NIC on a port group', () => {
  expect(nicXml({ kind: 'network', name: 'localbr', portgroup: 'vlan-100' }, 'virtio')).toBe(
    "<interface type='network'>\n  <source network='localbr' portgroup='vlan-100'/>\n  <model type='virtio'/>\n</interface>");
});
it('makes a NIC without a source', () => {
  expect(nicXml({ kind: 'user' }, 'e1000')).toBe("<interface type='user'>\n  <model type='e1000'/>\n</interface>");
});
it('escapes what people typed', () => {
  const xml = diskXml({ path: "/v/it's <b>&.img", format: 'raw', target: 'vdb', bus: 'virtio', device: 'disk' });
  expect(xml).toContain("<source file='/v/it&apos;s &lt;b&gt;&amp;.img'/>");
});
it('opens a device of the host as a block device, read-only in a drive', () => {
  const xml = diskXml({ path: '/dev/sr0', format: 'raw', target: 'sda', bus: 'sata', device: 'cdrom' });
  expect(xml).toContain("<disk type='block' device='cdrom'>");
  expect(xml).toContain("<source dev='/dev/sr0'/>");
  expect(xml).toContain('<readonly/>');
});
it('takes the first free name of the bus', () => {
  expect([freeTarget('virtio', ['vda', 'vdc', 'sda']), freeTarget('sata', ['vda', 'vdc', 'sda'])]).toEqual(['vdb', 'sdb']);
});
