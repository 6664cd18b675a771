import { Button, Label, Stack, StackItem } from '@patternfly/react-core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { snapshots } from '../api/calls';
import type { Machine, Snapshot } from '../api/types';
import { moment } from '../format';
import { useMay } from '../login';
import { isActive } from '../machines/actions';
import { Dialog } from '../parts/Dialog';
import { LongTextField, TextField, YesNoField } from '../parts/Fields';
import { Loading } from '../parts/Loading';
import { Menu } from '../parts/Menu';
import { Table } from '../parts/Table';
import { useLoaded } from '../parts/useLoaded';
import { attempt, tell } from '../toasts';
import { forest, type Branch } from './snapshots';

type Open = { kind: 'create' } | { kind: 'revert' | 'delete'; snapshot: Snapshot };

export function SnapshotsTab({ machine }: { machine: Machine }) {
  const { t, i18n } = useTranslation();
  const operator = useMay('operator');
  const { host, uuid } = machine;
  const { loaded, again } = useLoaded(useCallback(() => snapshots.list({ host, uuid }), [host, uuid]));
  const [open, setOpen] = useState<Open>();
  const entries = (snapshot: Snapshot) => [
    { label: t('snapshots.revert'), run: () => { setOpen({ kind: 'revert', snapshot }); } },
    { label: t('common.delete'), danger: true, run: () => { setOpen({ kind: 'delete', snapshot }); } },
  ];
  return (
    <Stack hasGutter>
      {operator && <StackItem><Button variant="secondary" onClick={() => { setOpen({ kind: 'create' }); }}>{t('snapshots.create')}</Button></StackItem>}
      <StackItem>
        <Loading of={loaded} again={again}>
          {(list) => (
            <Table label={t('machine.tab.snapshots')} items={forest(list)} keyOf={({ snapshot }) => snapshot.name} nothing={t('snapshots.none')} columns={[
              { label: t('common.name'), cell: (branch) => <Name branch={branch} /> },
              { label: t('snapshots.created'), cell: ({ snapshot }) => moment(snapshot.created * 1000, i18n.language) },
              { label: t('snapshots.holds'), cell: ({ snapshot }) => (snapshot.memory ? t('snapshots.withMemory') : t('snapshots.disksOnly')) },
              { label: t('overview.description'), cell: ({ snapshot }) => snapshot.description ?? '' },
              ...(operator ? [{ label: t('common.actions'), actions: true, cell: ({ snapshot }: Branch) => <Menu name={t('common.actionsOf', { name: snapshot.name })} entries={entries(snapshot)} /> }] : []),
            ]} />
          )}
        </Loading>
      </StackItem>
      {open?.kind === 'create' && <CreateDialog machine={machine} onClose={() => { setOpen(undefined); }} onDone={again} />}
      {open && open.kind !== 'create' && <SureDialog machine={machine} open={open} onClose={() => { setOpen(undefined); }} onDone={again} />}
    </Stack>
  );
}

function Name({ branch: { snapshot, depth } }: { branch: Branch }) {
  const { t } = useTranslation();
  return (
    <span className="jv-wrap" style={{ paddingInlineStart: `${String(depth * 1.25)}rem` }}>
      {depth > 0 && <span aria-hidden="true">└ </span>}{snapshot.name} {snapshot.current && <Label isCompact color="blue">{t('snapshots.current')}</Label>}
    </span>
  );
}

function CreateDialog({ machine, onClose, onDone }: { machine: Machine; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [diskOnly, setDiskOnly] = useState(false);
  const create = () => attempt('snapshots.creating', async () => {
    await snapshots.create(machine, { name, ...(description ? { description } : {}), ...(diskOnly ? { diskOnly } : {}) });
    onDone();
  }, { name });
  return (
    <Dialog title={t('snapshots.create')} does={t('common.create')} ready={name !== ''} onDo={create} onClose={onClose}>
      <TextField label={t('common.name')} value={name} onChange={setName} required autoFocus />
      <LongTextField label={t('overview.description')} value={description} onChange={setDescription} rows={2} />
      {isActive(machine) && <YesNoField label={t('snapshots.diskOnly')} help={t('snapshots.diskOnlyHelp')} value={diskOnly} onChange={setDiskOnly} />}
    </Dialog>
  );
}

function SureDialog({ machine, open: { kind, snapshot }, onClose, onDone }: { machine: Machine; open: { kind: 'revert' | 'delete'; snapshot: Snapshot }; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const names = { name: snapshot.name };
  const revert = kind === 'revert';
  const run = () => attempt(revert ? 'snapshots.reverting' : 'snapshots.deleting', async () => {
    await (revert ? snapshots.revert(machine, snapshot.name) : snapshots.remove(machine, snapshot.name));
    tell(t(revert ? 'snapshots.reverted' : 'snapshots.deleted', names));
    onDone();
  }, names);
  return (
    <Dialog danger title={t(revert ? 'snapshots.revertTitle' : 'snapshots.deleteTitle', names)} does={revert ? t('snapshots.revert') : t('common.delete')} onDo={run} onClose={onClose}>
      <p>{t(revert ? 'snapshots.revertHint' : 'snapshots.deleteHint')}</p>
    </Dialog>
  );
}
