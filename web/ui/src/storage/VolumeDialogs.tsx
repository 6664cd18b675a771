import { Alert } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { volumes } from '../api/calls';
import type { Pool, Volume } from '../api/types';
import { bytes, parseBytes } from '../format';
import type { TextKey } from '../i18n';
import { Dialog } from '../parts/Dialog';
import { ChoiceField, TextField } from '../parts/Fields';
import { attempt } from '../toasts';

export interface InPool {
  pool: Pool;
  onClose: () => void;
  onDone: () => void;
}
type OfVolume = InPool & { volume: Volume };

const change = (what: TextKey, name: string, run: () => Promise<unknown>, onDone: () => void) =>
  attempt(what, async () => { await run(); onDone(); }, { name });

export function CreateDialog({ pool, onClose, onDone }: InPool) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [size, setSize] = useState('20 GiB');
  const [format, setFormat] = useState<'qcow2' | 'raw'>('qcow2');
  const capacity = parseBytes(size);
  return (
    <Dialog title={t('storage.newVolume')} does={t('common.create')} ready={name !== '' && capacity !== undefined} onClose={onClose}
      onDo={() => change('storage.creating', name, () => volumes.create(pool, { name, capacity: capacity ?? 0, format }), onDone)}>
      <TextField label={t('common.name')} required autoFocus value={name} onChange={setName} placeholder="data.qcow2" />
      <SizeField value={size} onChange={setSize} />
      <ChoiceField label={t('storage.format')} value={format} onChange={setFormat} options={[['qcow2', 'qcow2'], ['raw', 'raw']]} />
    </Dialog>
  );
}

function SizeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return <TextField label={t('storage.size')} required value={value} onChange={onChange} help={t('storage.sizeHelp')} wrong={parseBytes(value) === undefined ? t('storage.sizeWrong') : undefined} />;
}

export function ResizeDialog({ pool, volume, onClose, onDone }: OfVolume) {
  const { t } = useTranslation();
  const [size, setSize] = useState(bytes(volume.capacity));
  const capacity = parseBytes(size);
  return (
    <Dialog title={t('storage.resizeTitle', { name: volume.name })} does={t('common.save')} ready={capacity !== undefined} onClose={onClose}
      onDo={() => change('storage.resizing', volume.name, () => volumes.resize(pool, volume.name, capacity ?? 0), onDone)}>
      <SizeField value={size} onChange={setSize} />
      {capacity !== undefined && capacity < volume.capacity && <Alert isInline isPlain variant="warning" title={t('storage.shrink')} />}
    </Dialog>
  );
}

export function CloneDialog({ pool, volume, onClose, onDone }: OfVolume) {
  const { t } = useTranslation();
  const [name, setName] = useState(volume.name.replace(/(\.[^.]*)?$/, '-copy$1'));
  return (
    <Dialog title={t('storage.cloneTitle', { name: volume.name })} does={t('storage.cloneIt')} ready={name !== '' && name !== volume.name} onClose={onClose}
      onDo={() => change('storage.cloning', volume.name, () => volumes.clone(pool, volume.name, name), onDone)}>
      <TextField label={t('common.name')} required autoFocus value={name} onChange={setName} />
    </Dialog>
  );
}

export function DeleteDialog({ pool, volume, onClose, onDone }: OfVolume) {
  const { t } = useTranslation();
  return (
    <Dialog danger title={t('storage.deleteTitle', { name: volume.name })} does={t('common.delete')} onClose={onClose}
      onDo={() => change('storage.deleting', volume.name, () => volumes.remove(pool, volume.name), onDone)}>
      <p className="jv-wrap">{volume.path}</p>
      <p>{t('storage.deleteHint')}</p>
      {volume.usedBy.length > 0 && <Alert isInline variant="warning" title={t('storage.stillUsed', { names: volume.usedBy.join(', ') })} />}
    </Dialog>
  );
}
