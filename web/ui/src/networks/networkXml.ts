/** The XML of a new network, of each kind that the forms make. */
import { element, textElement } from '../parts/xml';

export interface VlanGroup {
  name: string;
  isDefault: boolean;
  vlans: readonly number[];
}
/** An address of the host in the network with its prefix, {@code 192.168.100.1/24}, and the DHCP range if there is one. */
export interface Subnet {
  address: string;
  dhcp?: { start: string; end: string };
}
export type NetworkWish =
  | { kind: 'nat' | 'route'; name: string; dev: string; subnet: Subnet }
  | { kind: 'isolated'; name: string; subnet?: Subnet }
  | { kind: 'bridge'; name: string; bridge: string }
  | { kind: 'ovs'; name: string; bridge: string; portgroups: readonly VlanGroup[] };

export function networkXml(wish: NetworkWish): string {
  return element('network', {}, [textElement('name', wish.name), ...parts(wish)]);
}

function parts(wish: NetworkWish): string[] {
  switch (wish.kind) {
    case 'nat':
    case 'route':
      return [element('forward', { mode: wish.kind, dev: wish.dev || undefined }), ip(wish.subnet)];
    case 'isolated':
      return wish.subnet ? [ip(wish.subnet)] : [];
    case 'bridge':
      return [element('forward', { mode: 'bridge' }), element('bridge', { name: wish.bridge })];
    case 'ovs':
      return [
        element('forward', { mode: 'bridge' }),
        element('bridge', { name: wish.bridge }),
        element('virtualport', { type: 'openvswitch' }),
        ...wish.portgroups.map(portgroup),
      ];
  }
}

function ip({ address, dhcp }: Subnet): string {
  const [host, prefix] = address.split('/');
  const range = dhcp ? [element('dhcp', {}, [element('range', dhcp)])] : [];
  return element('ip', { family: address.includes(':') ? 'ipv6' : undefined, address: host, prefix }, range);
}

function portgroup({ name, isDefault, vlans }: VlanGroup): string {
  const trunk = vlans.length > 1 ? 'yes' : undefined;
  const tags = vlans.length > 0 ? [element('vlan', { trunk }, vlans.map((id) => element('tag', { id })))] : [];
  return element('portgroup', { name, default: isDefault ? 'yes' : undefined }, tags);
}

/** The numbers in {@code "100, 200"}, or nothing if one is no VLAN: 802.1Q has 1 to 4094, libvirt takes 4095 too. */
export function parseVlans(text: string): number[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const vlans = words.map(Number);
  return vlans.every((vlan) => Number.isInteger(vlan) && vlan >= 0 && vlan <= 4095) ? vlans : undefined;
}

/** The range that DHCP may give out in an IPv4 subnet: all but the net's own, the host's and the last address. */
export function dhcpRange(address: string): { start: string; end: string } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(address);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((byte) => byte > 255) || prefix < 8 || prefix > 29) return undefined;
  const host = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  const net = host - (host % size);
  const start = host === net + 1 ? net + 2 : net + 1;
  return { start: dotted(start), end: dotted(net + size - 2) };
}

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
