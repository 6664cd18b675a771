import { Button, Flex } from '@patternfly/react-core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { volumes } from '../api/calls';
import type { Pool, Volume } from '../api/types';
import { bytes } from '../format';
import { useMay } from '../login';
import { Loading } from '../parts/Loading';
import { Menu } from '../parts/Menu';
import { Table } from '../parts/Table';
import { useLoaded } from '../parts/useLoaded';
import { CloneDialog, CreateDialog, DeleteDialog, ResizeDialog } from './VolumeDialogs';
import { UploadDialog } from './UploadDialog';

type Open = { kind: 'create' | 'upload' } | { kind: 'resize' | 'clone' | 'delete'; volume: Volume };

export function Volumes({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const operator = useMay('operator');
  const { host, uuid } = pool;
  const { loaded, again } = useLoaded(useCallback(() => volumes.list({ host, uuid }), [host, uuid]));
  useEffect(again, [pool, again]);
  const [open, setOpen] = useState<Open>();
  const entries = (volume: Volume) => [
    { label: t('storage.download'), run: () => { location.assign(volumes.contentUrl(pool, volume.name)); } },
    { label: t('storage.clone'), run: () => { setOpen({ kind: 'clone', volume }); } },
    { label: t('storage.resize'), run: () => { setOpen({ kind: 'resize', volume }); } },
    { label: t('machines.delete'), danger: true, run: () => { setOpen({ kind: 'delete', volume }); } },
  ];
  return (
    <>
      {operator && (
        <Flex>
          <Button variant="secondary" onClick={() => { setOpen({ kind: 'create' }); }}>{t('storage.newVolume')}</Button>
          <Button variant="secondary" onClick={() => { setOpen({ kind: 'upload' }); }}>{t('storage.upload')}</Button>
        </Flex>
      )}
      <Loading of={loaded} again={again}>
        {(list) => (
          <Table label={t('storage.volumesOf', { name: pool.name })} items={list} keyOf={(volume) => volume.name} nothing={t('storage.noVolumes')} columns={[
            { label: t('common.name'), cell: (volume) => <span className="jv-wrap" title={volume.path}>{volume.name}</span> },
            { label: t('storage.format'), cell: (volume) => volume.format ?? volume.type },
            { label: t('storage.size'), cell: (volume) => <span className="jv-num">{bytes(volume.capacity)}</span> },
            { label: t('storage.allocated'), cell: (volume) => <span className="jv-num">{bytes(volume.allocation)}</span> },
            { label: t('storage.usedBy'), cell: (volume) => volume.usedBy.join(', ') },
            ...(operator ? [{ label: t('common.actions'), actions: true, cell: (volume: Volume) => <Menu name={t('common.actionsOf', { name: volume.name })} entries={entries(volume)} /> }] : []),
          ]} />
        )}
      </Loading>
      {open && <OpenDialog open={open} pool={pool} onClose={() => { setOpen(undefined); }} onDone={again} />}
    </>
  );
}

function OpenDialog({ open, ...rest }: { open: Open; pool: Pool; onClose: () => void; onDone: () => void }) {
  switch (open.kind) {
    case 'create':
      return <CreateDialog {...rest} />;
    case 'upload':
      return <UploadDialog {...rest} />;
    case 'resize':
      return <ResizeDialog volume={open.volume} {...rest} />;
    case 'clone':
      return <CloneDialog volume={open.volume} {...rest} />;
    case 'delete':
      return <DeleteDialog volume={open.volume} {...rest} />;
  }
}
