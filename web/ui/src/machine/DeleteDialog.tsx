import { Alert, Checkbox, FormGroup } from '@patternfly/react-core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Machine, MachineDisk } from '../api/types';
import { bytes } from '../format';
import { isActive } from '../machines/actions';
import { Dialog } from '../parts/Dialog';
import { Loading } from '../parts/Loading';
import { useLoaded } from '../parts/useLoaded';
import { attempt, tell } from '../toasts';

/** Deletes the machine; each disk is kept unless it is chosen. */
export function DeleteDialog({ machine, onClose, onDeleted }: { machine: Machine; onClose: () => void; onDeleted: () => void }) {
  const { t } = useTranslation();
  const { host, uuid } = machine;
  const { loaded, again } = useLoaded(useCallback(() => machines.disks({ host, uuid }), [host, uuid]));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const remove = async () => {
    const well = await attempt('remove.doing', () => machines.remove(machine, [...chosen]), { name: machine.name });
    if (well) {
      tell(t('remove.done', { name: machine.name, count: chosen.size }));
      onDeleted();
    }
    return well;
  };
  const toggle = (path: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(path);
    else next.delete(path);
    setChosen(next);
  };
  return (
    <Dialog danger title={t('remove.title', { name: machine.name })} does={t('common.delete')} onClose={onClose} onDo={remove}>
      {isActive(machine) && <Alert isInline isPlain variant="warning" title={t('remove.running')} />}
      <FormGroup role="group" label={t('remove.disks')}>
        <Loading of={loaded} again={again}>
          {(disks) => disks.length === 0 ? <p>{t('remove.noDisks')}</p> : disks.map((disk) => (
            <DiskChoice key={disk.target} disk={disk} chosen={disk.path !== undefined && chosen.has(disk.path)} onToggle={toggle} />
          ))}
        </Loading>
      </FormGroup>
    </Dialog>
  );
}

function DiskChoice({ disk, chosen, onToggle }: { disk: MachineDisk; chosen: boolean; onToggle: (path: string, on: boolean) => void }) {
  const { t } = useTranslation();
  const { path } = disk;
  const size = disk.capacity === undefined ? '' : ` · ${bytes(disk.capacity)}`;
  return (
    <Checkbox id={`delete-${disk.target}`} isChecked={chosen} isDisabled={path === undefined} className="jv-wrap"
      label={`${disk.target} (${disk.device}${size})`} onChange={(_, on) => { if (path !== undefined) onToggle(path, on); }}
      description={path ?? t('remove.noFile')}
      body={disk.usedBy.length > 0 && <Alert isInline isPlain variant="warning" title={t('remove.usedBy', { names: disk.usedBy.join(', ') })} />} />
  );
}
