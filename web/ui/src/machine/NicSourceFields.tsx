import { useTranslation } from 'react-i18next';
import { ChoiceField, TextField } from '../parts/Fields';
import { useStore } from '../store';
import type { NicSource } from './deviceXml';

/** Where a NIC leads: the host's virtual networks and their port groups, a bridge, or the user network. */
export function NicSourceFields({ host, value, onChange }: { host: string; value: NicSource; onChange: (value: NicSource) => void }) {
  const { t } = useTranslation();
  const all = useStore((state) => state.networks);
  const networks = all.filter((each) => each.host === host);
  const chosen = value.kind === 'network' ? networks.find((each) => each.name === value.name) : undefined;
  const turn = (kind: NicSource['kind']) => {
    if (kind === 'network') onChange({ kind, name: networks[0]?.name ?? '' });
    else if (kind === 'bridge') onChange({ kind, name: '' });
    else onChange({ kind });
  };
  return (
    <>
      <ChoiceField label={t('nic.kind')} value={value.kind} onChange={turn} options={[['network', t('nic.network')], ['bridge', t('nic.bridge')], ['user', t('nic.user')]]} />
      {value.kind === 'network' && (
        <ChoiceField label={t('nic.network')} value={value.name} onChange={(name) => { onChange({ kind: 'network', name }); }}
          help={chosen && !chosen.active ? t('nic.inactive') : undefined}
          options={networks.some((each) => each.name === value.name) ? networks.map((each) => [each.name, `${each.name} (${each.forward})`] as const) : [[value.name, value.name], ...networks.map((each) => [each.name, each.name] as const)]} />
      )}
      {value.kind === 'network' && chosen !== undefined && chosen.portgroups.length > 0 && (
        <ChoiceField label={t('nic.portgroup')} value={value.portgroup ?? ''} onChange={(portgroup) => { onChange({ ...value, portgroup }); }}
          options={[['', t('nic.defaultPortgroup')], ...chosen.portgroups.map(({ name, vlans }) => [name, vlans.length > 0 ? `${name} (VLAN ${vlans.join(', ')})` : name] as const)]} />
      )}
      {value.kind === 'bridge' && <TextField label={t('nic.bridgeName')} value={value.name} required onChange={(name) => { onChange({ kind: 'bridge', name }); }} help={t('nic.bridgeHelp')} />}
    </>
  );
}
