import { expect, it } from 'vitest';
import type { Machine, Network } from '../api/types';
import { nicsOf, topology } from './topology';

const machine = (name: string): Machine => ({
  host: 'local', uuid: name, name, state: 'running', reason: 0, vcpus: 1, memoryKib: 1, maxMemoryKib: 1, autostart: false, persistent: true, managedSave: false,
});
const OVS: Network = {
  host: 'local', uuid: 'n', name: 'localbr', active: true, persistent: true, autostart: true, bridge: 'br0', forward: 'bridge', addresses: [], dhcp: [], virtualport: 'openvswitch',
  portgroups: [{ name: 'no-vlan', default: true, vlans: [] }, { name: 'vlan-100', default: false, vlans: [100] }],
};

it('joins machines to their network, and says the VLAN', () => {
  const { boxes, edges } = topology([OVS], [{ machine: machine('web'), mac: 'a', network: 'localbr', portgroup: 'vlan-100' }, { machine: machine('db'), mac: 'b', network: 'localbr' }]);
  expect(edges.map(({ from, to }) => `${from} > ${to}`)).toEqual(['bridge br0 > network localbr', 'network localbr > machine web', 'network localbr > machine db']);
  expect(boxes.filter((box) => box.column === 2).map((box) => box.lines)).toEqual([['localbr · VLAN 100'], ['localbr']]);
});
it('shows a bridge that only a machine names, and a machine whose network is gone', () => {
  const { boxes, edges } = topology([], [{ machine: machine('web'), mac: 'a', bridge: 'br9' }, { machine: machine('db'), mac: 'b', network: 'gone' }]);
  expect(boxes.map((box) => box.id)).toEqual(['machine web', 'bridge br9', 'machine db']);
  expect(edges).toHaveLength(1);
});
it('reads the NICs of the guest that runs', () => {
  const nic = (network: string) => ({ devices: { interfaces: [{ mac: { address: 'm' }, source: { kind: 'network', network } }] } });
  expect(nicsOf({ machine: machine('web'), live: nic('now'), next: nic('later'), consoles: { vnc: false, serial: [] } }).map((each) => each.network)).toEqual(['now']);
});
