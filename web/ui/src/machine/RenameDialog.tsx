import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Machine } from '../api/types';
import { put } from '../machines/actions';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/Fields';
import { attempt } from '../toasts';

export function RenameDialog({ machine, onClose }: { machine: Machine; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(machine.name);
  return (
    <Dialog title={t('machine.renameTitle', { name: machine.name })} does={t('common.save')} ready={name.trim() !== '' && name !== machine.name} onClose={onClose}
      onDo={() => attempt('machine.renaming', async () => { put(await machines.rename(machine, name.trim())); }, { name: machine.name })}>
      <TextField label={t('common.name')} value={name} onChange={setName} required autoFocus />
    </Dialog>
  );
}
