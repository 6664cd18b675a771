/** The form of a new network as it is typed, and the wish that it makes once it is complete. */
import { dhcpRange, parseVlans, type NetworkWish, type Subnet } from './networkXml';

export interface GroupForm {
  name: string;
  vlans: string;
  isDefault: boolean;
}
export interface NetworkForm {
  host: string;
  kind: NetworkWish['kind'];
  name: string;
  bridge: string;
  dev: string;
  address: string;
  dhcp: boolean;
  start4: string;
  end4: string;
  groups: readonly GroupForm[];
  start: boolean;
  autostart: boolean;
}

export const emptyForm = (host: string): NetworkForm => ({
  host, kind: 'nat', name: '', bridge: '', dev: '', address: '192.168.100.1/24', dhcp: true, start4: '', end4: '', start: true, autostart: true,
  groups: [{ name: 'no-vlan', vlans: '', isDefault: true }],
});

export function wishOf(form: NetworkForm): NetworkWish | undefined {
  const { kind, name, bridge } = form;
  if (name === '') return undefined;
  switch (kind) {
    case 'nat':
    case 'route': {
      const subnet = subnetOf(form);
      return subnet && { kind, name, dev: form.dev, subnet };
    }
    case 'isolated': {
      if (form.address === '') return { kind, name };
      const subnet = subnetOf(form);
      return subnet && { kind, name, subnet };
    }
    case 'bridge':
      return bridge === '' ? undefined : { kind, name, bridge };
    case 'ovs': {
      const portgroups = form.groups.map((group) => ({ name: group.name, isDefault: group.isDefault, vlans: parseVlans(group.vlans) ?? [-1] }));
      const wrong = portgroups.some((group) => group.name === '' || group.vlans.includes(-1));
      return bridge === '' || wrong ? undefined : { kind, name, bridge, portgroups };
    }
  }
}

/** The range that was typed, else the whole subnet; other families than IPv4 must say theirs. */
function subnetOf({ address, dhcp, start4, end4 }: NetworkForm): Subnet | undefined {
  if (!/^[0-9a-f.:]+\/\d{1,3}$/i.test(address)) return undefined;
  if (!dhcp) return { address };
  const whole = dhcpRange(address);
  const start = start4 || whole?.start;
  const end = end4 || whole?.end;
  return start && end ? { address, dhcp: { start, end } } : undefined;
}
