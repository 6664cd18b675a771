import { Button, Flex, Label, LabelGroup, PageSection, Stack, StackItem, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { networks as calls } from '../api/calls';
import type { Network, NetworkAction } from '../api/types';
import { useMay } from '../login';
import { Dialog } from '../parts/Dialog';
import { Menu } from '../parts/Menu';
import { Table } from '../parts/Table';
import { keyOf } from '../state';
import { useStore } from '../store';
import { fetchNetworks } from '../stream';
import { attempt } from '../toasts';
import { CreateNetworkDialog } from './CreateNetworkDialog';
import { LeasesDialog } from './LeasesDialog';

type Open = { kind: 'create' } | { kind: 'leases' | 'delete'; network: Network };

export default function NetworksPage() {
  const { t } = useTranslation();
  const admin = useMay('admin');
  const networks = useStore((state) => state.networks);
  const [open, setOpen] = useState<Open>();
  const close = () => { setOpen(undefined); };
  const run = (network: Network, action: NetworkAction) => () => {
    void attempt('networks.changing', async () => {
      await calls.act(network, action);
      await fetchNetworks();
    }, { name: network.name });
  };
  const entries = (network: Network) => [
    ...(network.dhcp.length > 0 ? [{ label: t('networks.leases'), run: () => { setOpen({ kind: 'leases', network }); } }] : []),
    ...(admin ? [
      network.active ? { label: t('storage.stop'), run: run(network, 'destroy') } : { label: t('actions.start'), run: run(network, 'start') },
      ...(network.persistent ? [{ label: t(network.autostart ? 'actions.autostart-off' : 'actions.autostart-on'), run: run(network, network.autostart ? 'autostart-off' : 'autostart-on') }] : []),
      { label: t('common.delete'), danger: true, disabled: network.active, run: () => { setOpen({ kind: 'delete', network }); } },
    ] : []),
  ];
  return (
    <PageSection isFilled>
      <Stack hasGutter>
        <StackItem>
          <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
            <Title headingLevel="h1">{t('nav.networks')}</Title>
            {admin && <Button onClick={() => { setOpen({ kind: 'create' }); }}>{t('networks.new')}</Button>}
          </Flex>
        </StackItem>
        <StackItem>
          <Table label={t('nav.networks')} items={networks} keyOf={keyOf} nothing={t('networks.none')} columns={[
            { label: t('common.name'), cell: (network) => <span className="jv-wrap">{network.name}</span> },
            { label: t('common.state'), cell: (network) => <Label isCompact color={network.active ? 'green' : 'grey'}>{t(network.active ? 'networks.active' : 'networks.inactive')}</Label> },
            { label: t('common.type'), cell: (network) => (network.virtualport ? `${network.forward} · ${network.virtualport}` : network.forward) },
            { label: t('networks.bridge'), cell: (network) => network.bridge ?? '' },
            { label: t('networks.addresses'), cell: (network) => network.addresses.join(', ') },
            { label: t('networks.portgroups'), cell: (network) => <PortGroups network={network} /> },
            { label: t('common.autostart'), cell: (network) => t(network.autostart ? 'common.yes' : 'common.no') },
            { label: t('common.actions'), actions: true, cell: (network) => <Menu name={t('common.actionsOf', { name: network.name })} entries={entries(network)} /> },
          ]} />
        </StackItem>
      </Stack>
      {open?.kind === 'create' && <CreateNetworkDialog onClose={close} />}
      {open?.kind === 'leases' && <LeasesDialog network={open.network} onClose={close} />}
      {open?.kind === 'delete' && (
        <Dialog danger title={t('networks.deleteTitle', { name: open.network.name })} does={t('common.delete')} onClose={close}
          onDo={() => attempt('networks.changing', async () => { await calls.remove(open.network); await fetchNetworks(); }, { name: open.network.name })}>
          <p>{t('networks.deleteHint')}</p>
        </Dialog>
      )}
    </PageSection>
  );
}

function PortGroups({ network }: { network: Network }) {
  if (network.portgroups.length === 0) return null;
  return (
    <LabelGroup numLabels={4}>
      {network.portgroups.map(({ name, vlans, default: isDefault }) => (
        <Label key={name} isCompact color={isDefault ? 'blue' : 'grey'}>{vlans.length > 0 ? `${name}: VLAN ${vlans.join(', ')}` : name}</Label>
      ))}
    </LabelGroup>
  );
}
