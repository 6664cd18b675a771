/** Who hangs on what: bridges, networks and machines as boxes in three columns, and the lines between them. */
import type { Details, Machine, Network } from '../api/types';
import { isObject, text, within } from '../machine/json';

export interface Nic {
  machine: Machine;
  mac: string;
  network?: string;
  portgroup?: string;
  bridge?: string;
}

/** The NICs of a machine: of the running guest if it runs, else of its next boot. */
export function nicsOf({ machine, live, next }: Details): Nic[] {
  const found = within(live ?? next ?? undefined, 'devices', 'interfaces');
  return (Array.isArray(found) ? found : []).filter(isObject).map((device, at) => ({
    machine,
    mac: text(within(device, 'mac', 'address')) ?? text(device['mac']) ?? String(at),
    network: text(within(device, 'source', 'network')),
    portgroup: text(within(device, 'source', 'portgroup')),
    bridge: text(within(device, 'source', 'bridge')),
  }));
}

export interface Box {
  id: string;
  column: 0 | 1 | 2;
  row: number;
  title: string;
  lines: string[];
  active: boolean;
  /** What a click opens, if anything. */
  machine?: Machine;
}
export interface Edge {
  from: string;
  to: string;
  active: boolean;
}
export interface Topology {
  boxes: Box[];
  edges: Edge[];
  rows: number;
}

export function topology(networks: readonly Network[], nics: readonly Nic[]): Topology {
  const boxes = new Map<string, Box>();
  const heights = [0, 0, 0];
  const put = (id: string, column: 0 | 1 | 2, make: () => Omit<Box, 'id' | 'column' | 'row'>) => {
    if (boxes.has(id)) return;
    const { lines, ...rest } = make();
    boxes.set(id, { id, column, row: heights[column] ?? 0, lines, ...rest });
    heights[column] = (heights[column] ?? 0) + 1 + lines.length / 2;
  };
  const bridge = (name: string, kind: string, active: boolean) => { put(`bridge ${name}`, 0, () => ({ title: name, lines: [kind], active })); };
  const edges: Edge[] = [];
  for (const network of networks) {
    put(`network ${network.name}`, 1, () => ({ title: network.name, lines: [network.forward, ...network.addresses, ...network.portgroups.map(groupLine)], active: network.active }));
    if (network.bridge === undefined) continue;
    bridge(network.bridge, network.virtualport ?? 'bridge', network.active);
    edges.push({ from: `bridge ${network.bridge}`, to: `network ${network.name}`, active: network.active });
  }
  for (const [machine, own] of byMachine(nics)) {
    const active = machine.state === 'running';
    put(`machine ${machine.uuid}`, 2, () => ({ title: machine.name, lines: own.map((nic) => nicLine(networks, nic)), active, machine }));
    for (const { network, bridge: name } of own) {
      if (network === undefined && name !== undefined) bridge(name, 'bridge', true);
      const from = network !== undefined ? `network ${network}` : `bridge ${name ?? ''}`;
      if (boxes.has(from)) edges.push({ from, to: `machine ${machine.uuid}`, active });
    }
  }
  return { boxes: [...boxes.values()], edges, rows: Math.max(...heights, 1) };
}

const groupLine = ({ name, vlans }: { name: string; vlans: number[] }) => (vlans.length > 0 ? `${name}: VLAN ${vlans.join(', ')}` : name);

function byMachine(nics: readonly Nic[]): Map<Machine, Nic[]> {
  const found = new Map<Machine, Nic[]>();
  for (const nic of nics) found.set(nic.machine, [...(found.get(nic.machine) ?? []), nic]);
  return found;
}

/** Where a NIC leads, and the VLANs that it is in by its port group or by the network's default one. */
function nicLine(networks: readonly Network[], { network, portgroup, bridge }: Nic): string {
  const groups = networks.find((each) => each.name === network)?.portgroups ?? [];
  const group = groups.find((each) => (portgroup ? each.name === portgroup : each.default));
  const vlans = group && group.vlans.length > 0 ? ` · VLAN ${group.vlans.join(', ')}` : '';
  return `${network ?? bridge ?? '—'}${vlans}`;
}
