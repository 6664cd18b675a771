import { Button, ExpandableSection, FormFieldGroup, FormFieldGroupHeader } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { networks } from '../api/calls';
import { Dialog } from '../parts/Dialog';
import { ChoiceField, TextField, YesNoField } from '../parts/Fields';
import { useStore } from '../store';
import { fetchNetworks } from '../stream';
import { attempt } from '../toasts';
import { emptyForm, wishOf, type GroupForm, type NetworkForm } from './networkForm';
import { networkXml, parseVlans } from './networkXml';

const KINDS: NetworkForm['kind'][] = ['nat', 'route', 'isolated', 'bridge', 'ovs'];

/** Defines a network; then, if asked, starts it now and with the host. */
export function CreateNetworkDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const hosts = useStore((state) => state.hosts);
  const [form, setForm] = useState<NetworkForm>(emptyForm(hosts[0]?.id ?? 'local'));
  const wish = wishOf(form);
  const create = () => attempt('networks.creating', async () => {
    if (!wish) return;
    const network = await networks.create(form.host, networkXml(wish));
    try {
      if (form.start) await networks.act(network, 'start');
      if (form.autostart) await networks.act(network, 'autostart-on');
    } finally {
      await fetchNetworks();
    }
  }, { name: form.name });
  const put = (change: Partial<NetworkForm>) => { setForm({ ...form, ...change }); };
  return (
    <Dialog wide title={t('networks.new')} does={t('common.create')} ready={wish !== undefined} onDo={create} onClose={onClose}>
      {hosts.length > 1 && <ChoiceField label={t('common.host')} value={form.host} onChange={(host) => { put({ host }); }} options={hosts.map(({ id }) => [id, id] as const)} />}
      <ChoiceField label={t('common.type')} value={form.kind} onChange={(kind) => { put({ kind }); }} help={t(`networks.kindHelp.${form.kind}`)} options={KINDS.map((kind) => [kind, t(`networks.kinds.${kind}`)] as const)} />
      <TextField label={t('common.name')} required autoFocus value={form.name} onChange={(name) => { put({ name }); }} />
      {(form.kind === 'bridge' || form.kind === 'ovs') && <TextField label={t('nic.bridge')} required value={form.bridge} placeholder="br0" onChange={(bridge) => { put({ bridge }); }} help={t('networks.bridgeHelp')} />}
      {(form.kind === 'nat' || form.kind === 'route') && <TextField label={t('networks.dev')} value={form.dev} onChange={(dev) => { put({ dev }); }} help={t('networks.devHelp')} />}
      {(form.kind === 'nat' || form.kind === 'route' || form.kind === 'isolated') && <SubnetFields form={form} put={put} />}
      {form.kind === 'ovs' && <GroupFields groups={form.groups} onGroups={(groups) => { put({ groups }); }} />}
      <YesNoField label={t('networks.startNow')} value={form.start} onChange={(start) => { put({ start }); }} />
      <YesNoField label={t('wizard.autostart')} value={form.autostart} onChange={(autostart) => { put({ autostart }); }} />
      {wish && <ExpandableSection toggleText={t('networks.xml')}><pre className="jv-pre">{networkXml(wish)}</pre></ExpandableSection>}
    </Dialog>
  );
}

function SubnetFields({ form, put }: { form: NetworkForm; put: (change: Partial<NetworkForm>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField label={t('networks.subnet')} required={form.kind !== 'isolated'} value={form.address} placeholder="192.168.100.1/24" help={t('networks.subnetHelp')} onChange={(address) => { put({ address }); }} />
      {form.address !== '' && <YesNoField label={t('networks.dhcp')} value={form.dhcp} onChange={(dhcp) => { put({ dhcp }); }} />}
      {form.address !== '' && form.dhcp && (
        <>
          <TextField label={t('networks.dhcpStart')} value={form.start4} help={t('networks.dhcpHelp')} onChange={(start4) => { put({ start4 }); }} />
          <TextField label={t('networks.dhcpEnd')} value={form.end4} onChange={(end4) => { put({ end4 }); }} />
        </>
      )}
    </>
  );
}

function GroupFields({ groups, onGroups }: { groups: readonly GroupForm[]; onGroups: (groups: GroupForm[]) => void }) {
  const { t } = useTranslation();
  const put = (at: number, change: Partial<GroupForm>) => { onGroups(groups.map((group, index) => (index === at ? { ...group, ...change } : change.isDefault ? { ...group, isDefault: false } : group))); };
  return (
    <>
      {groups.map((group, at) => (
        <FormFieldGroup key={at} header={<FormFieldGroupHeader titleText={{ text: t('networks.portgroupN', { n: at + 1 }), id: `group-${String(at)}` }}
          actions={<Button variant="link" onClick={() => { onGroups(groups.filter((_, index) => index !== at)); }}>{t('devices.remove')}</Button>} />}>
          <TextField label={t('common.name')} required value={group.name} placeholder="vlan-100" onChange={(name) => { put(at, { name }); }} />
          <TextField label={t('networks.vlans')} value={group.vlans} placeholder="100" help={t('networks.vlansHelp')} wrong={parseVlans(group.vlans) ? undefined : t('networks.vlansWrong')} onChange={(vlans) => { put(at, { vlans }); }} />
          <YesNoField label={t('networks.defaultGroup')} value={group.isDefault} onChange={(isDefault) => { put(at, { isDefault }); }} />
        </FormFieldGroup>
      ))}
      <div><Button variant="secondary" onClick={() => { onGroups([...groups, { name: '', vlans: '', isDefault: groups.length === 0 }]); }}>{t('networks.addPortgroup')}</Button></div>
    </>
  );
}
