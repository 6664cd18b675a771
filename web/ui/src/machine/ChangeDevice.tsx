import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Machine, View } from '../api/types';
import { Dialog } from '../parts/Dialog';
import { YesNoField } from '../parts/Fields';
import { VolumeField } from '../storage/VolumeField';
import { attempt } from '../toasts';
import { deviceIn, withMedium, withNicSource, xmlOf, type NicSource } from './deviceXml';
import { KINDS, summary, type DeviceRow } from './devices';
import { text, within } from './json';
import { NicSourceFields } from './NicSourceFields';
import type { Scope } from './WhenFields';

interface Props {
  machine: Machine;
  row: DeviceRow;
  onClose: () => void;
  onDone: () => void;
}

/** Sends each view's own element, since the two differ: what a live one has from its host means nothing to the next boot. */
async function eachView(machine: Machine, row: DeviceRow, scope: Scope, send: (device: Element, live: boolean, next: boolean) => Promise<void>): Promise<void> {
  const views: View[] = ['live', 'next'];
  for (const view of views) {
    const place = row[view];
    if (!place || !scope[view]) continue;
    const document = await machines.xml(machine, view);
    await send(deviceIn(document, KINDS[row.kind], place.index), view === 'live', view === 'next');
  }
}

function useRowScope(row: DeviceRow) {
  return useState<Scope>({ live: row.live !== undefined, next: row.next !== undefined });
}

function RowScope({ row, scope, onChange }: { row: DeviceRow; scope: Scope; onChange: (scope: Scope) => void }) {
  const { t } = useTranslation();
  if (!row.live || !row.next) return null;
  return (
    <>
      <YesNoField label={t('devices.whenLive')} value={scope.live} onChange={(live) => { onChange({ ...scope, live }); }} />
      <YesNoField label={t('devices.whenNext')} value={scope.next} onChange={(next) => { onChange({ ...scope, next }); }} />
    </>
  );
}

export function EditNicDialog({ machine, row, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [source, setSource] = useState<NicSource>(() => sourceNow(row));
  const [scope, setScope] = useRowScope(row);
  const change = () => attempt('devices.changing', async () => {
    await eachView(machine, row, scope, (nic, live, next) => machines.change(machine, withNicSource(nic, source), live, next));
    onDone();
  });
  return (
    <Dialog title={t('devices.changeNic')} does={t('common.save')} ready={source.kind === 'user' || source.name !== ''} onDo={change} onClose={onClose}>
      <NicSourceFields host={machine.host} value={source} onChange={setSource} />
      <RowScope row={row} scope={scope} onChange={setScope} />
    </Dialog>
  );
}

function sourceNow(row: DeviceRow): NicSource {
  const source = within((row.next ?? row.live)?.device, 'source');
  const network = text(within(source, 'network'));
  const bridge = text(within(source, 'bridge'));
  if (network !== undefined) return { kind: 'network', name: network, portgroup: text(within(source, 'portgroup')) ?? '' };
  return bridge === undefined ? { kind: 'user' } : { kind: 'bridge', name: bridge };
}

export function MediumDialog({ machine, row, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [path, setPath] = useState(() => text(within((row.live ?? row.next)?.device, 'source', 'file')) ?? '');
  const [scope, setScope] = useRowScope(row);
  const change = () => attempt('devices.changing', async () => {
    await eachView(machine, row, scope, (drive, live, next) => machines.change(machine, withMedium(drive, path), live, next));
    onDone();
  });
  return (
    <Dialog title={t('devices.changeMedium')} does={t('common.save')} onDo={change} onClose={onClose}>
      <VolumeField host={machine.host} label={t('devices.medium')} help={t('devices.ejectHelp')} value={path} onChange={setPath} />
      <RowScope row={row} scope={scope} onChange={setScope} />
    </Dialog>
  );
}

export function RemoveDeviceDialog({ machine, row, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [scope, setScope] = useRowScope(row);
  const remove = () => attempt('devices.removing', async () => {
    await eachView(machine, row, scope, (device, live, next) => machines.detach(machine, xmlOf(device), live, next));
    onDone();
  });
  const device = (row.live ?? row.next)?.device;
  return (
    <Dialog danger title={t('devices.removeTitle')} does={t('devices.remove')} ready={scope.live || scope.next} onDo={remove} onClose={onClose}>
      <p className="jv-wrap">{device && summary(row.kind, device)}</p>
      <p>{t('devices.removeHint')}</p>
      <RowScope row={row} scope={scope} onChange={setScope} />
    </Dialog>
  );
}
