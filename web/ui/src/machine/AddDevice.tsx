import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Machine } from '../api/types';
import { isActive } from '../machines/actions';
import { Dialog } from '../parts/Dialog';
import { ChoiceField } from '../parts/Fields';
import { VolumeField } from '../storage/VolumeField';
import { attempt } from '../toasts';
import { diskXml, freeTarget, nicXml, type NicSource } from './deviceXml';
import type { DeviceRow } from './devices';
import { text, within } from './json';
import { NicSourceFields } from './NicSourceFields';
import { useScope, WhenFields } from './WhenFields';

interface Props {
  machine: Machine;
  all: readonly DeviceRow[];
  onClose: () => void;
  onDone: () => void;
}

const BUSES = ['virtio', 'scsi', 'sata', 'usb', 'ide'] as const;

export function AddDiskDialog({ machine, all, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const [format, setFormat] = useState<'qcow2' | 'raw'>('qcow2');
  const [device, setDevice] = useState<'disk' | 'cdrom'>('disk');
  const [bus, setBus] = useState<(typeof BUSES)[number]>('virtio');
  const [scope, setScope] = useScope(machine);
  const taken = all.filter((row) => row.kind === 'disks').flatMap(({ live, next }) => [live, next].map((place) => text(within(place?.device, 'target', 'dev')) ?? ''));
  const add = () => attempt('devices.adding', async () => {
    await machines.attach(machine, diskXml({ path, format, device, bus, target: freeTarget(bus, taken) }), scope.live, scope.next);
    onDone();
  });
  return (
    <Dialog title={t('devices.addDisk')} does={t('devices.add')} ready={path !== '' && (scope.live || scope.next)} onDo={add} onClose={onClose}>
      <VolumeField host={machine.host} label={t('devices.image')} value={path} onChange={(next, volume) => {
        setPath(next);
        if (volume?.format === 'raw' || volume?.format === 'qcow2') setFormat(volume.format);
        if (next.endsWith('.iso')) setFormat('raw');
      }} />
      <ChoiceField label={t('storage.format')} value={format} onChange={setFormat} options={[['qcow2', 'qcow2'], ['raw', 'raw']]} />
      <ChoiceField label={t('devices.device')} value={device} onChange={setDevice} options={[['disk', t('devices.disk')], ['cdrom', t('devices.cdrom')]]} />
      <ChoiceField label={t('devices.bus')} value={bus} onChange={setBus} options={BUSES.map((each) => [each, each] as const)} />
      <WhenFields active={isActive(machine)} persistent={machine.persistent} scope={scope} onChange={setScope} />
    </Dialog>
  );
}

const NIC_MODELS = ['virtio', 'e1000e', 'e1000', 'rtl8139'] as const;

export function AddNicDialog({ machine, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [source, setSource] = useState<NicSource>({ kind: 'network', name: 'default' });
  const [model, setModel] = useState<(typeof NIC_MODELS)[number]>('virtio');
  const [scope, setScope] = useScope(machine);
  const add = () => attempt('devices.adding', async () => {
    await machines.attach(machine, nicXml(source, model), scope.live, scope.next);
    onDone();
  });
  return (
    <Dialog title={t('devices.addNic')} does={t('devices.add')} ready={(source.kind === 'user' || source.name !== '') && (scope.live || scope.next)} onDo={add} onClose={onClose}>
      <NicSourceFields host={machine.host} value={source} onChange={setSource} />
      <ChoiceField label={t('devices.model')} value={model} onChange={setModel} options={NIC_MODELS.map((each) => [each, each] as const)} />
      <WhenFields active={isActive(machine)} persistent={machine.persistent} scope={scope} onChange={setScope} />
    </Dialog>
  );
}
