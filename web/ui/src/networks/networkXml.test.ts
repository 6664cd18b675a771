import { describe, expect, it } from 'vitest';
import { dhcpRange, networkXml, parseVlans } from './networkXml';

describe('networkXml', () => {
  it('makes NAT with DHCP', () => {
    expect(networkXml({ kind: 'nat', name: 'lab', dev: '', subnet: { address: '192.168.100.1/24', dhcp: { start: '192.168.100.2', end: '192.168.100.254' } } })).toBe(
      "<network>\n  <name>lab</name>\n  <forward mode='nat'/>\n  <ip address='192.168.100.1' prefix='24'>\n    <dhcp>\n      <range start='192.168.100.2' end='192.168.100.254'/>\n    </dhcp>\n  </ip>\n</network>");
  });
  it('routes through a card', () => {
    expect(networkXml({ kind: 'route', name: 'r', dev: 'ens33', subnet: { address: 'fd00::1/64' } })).toContain("<forward mode='route' dev='ens33'/>\n  <ip family='ipv6' address='fd00::1' prefix='64'/>");
  });
  it('makes an isolated network without addresses', () => {
    expect(networkXml({ kind: 'isolated', name: 'i' })).toBe('<network>\n  <name>i</name>\n</network>');
  });
  it('makes Open vSwitch port groups as the how-to has them', () => {
    const xml = networkXml({ kind: 'ovs', name: 'ovs-br0', bridge: 'br0', portgroups: [
      { name: 'no-vlan', isDefault: true, vlans: [] }, { name: 'vlan-100', isDefault: false, vlans: [100] }, { name: 'trunk', isDefault: false, vlans: [1, 2] },
    ] });
    expect(xml).toContain("<forward mode='bridge'/>\n  <bridge name='br0'/>\n  <virtualport type='openvswitch'/>\n  <portgroup name='no-vlan' default='yes'/>");
    expect(xml).toContain("<portgroup name='vlan-100'>\n    <vlan>\n      <tag id='100'/>\n    </vlan>\n  </portgroup>");
    expect(xml).toContain("<vlan trunk='yes'>");
  });
  it('escapes names', () => { expect(networkXml({ kind: 'bridge', name: "<a>'", bridge: "b'" })).toContain("<name>&lt;a&gt;&apos;</name>"); });
});

it('reads VLANs', () => { expect([parseVlans(''), parseVlans('100, 200 300'), parseVlans('5000'), parseVlans('x')]).toEqual([[], [100, 200, 300], undefined, undefined]); });

it.each([
  ['192.168.100.1/24', { start: '192.168.100.2', end: '192.168.100.254' }],
  ['192.168.1.225/27', { start: '192.168.1.226', end: '192.168.1.254' }],
  ['10.0.0.200/8', { start: '10.0.0.1', end: '10.255.255.254' }],
  ['10.0.0.1/30', undefined], ['10.0.0.1', undefined], ['300.0.0.1/24', undefined], ['fd00::1/64', undefined],
])('the range of %s', (address, range) => { expect(dhcpRange(address)).toEqual(range); });
