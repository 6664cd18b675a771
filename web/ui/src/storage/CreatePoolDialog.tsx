import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pools } from '../api/calls';
import { Dialog } from '../parts/Dialog';
import { ChoiceField, TextField } from '../parts/Fields';
import { useStore } from '../store';
import { fetchPools } from '../stream';
import { attempt } from '../toasts';
import { poolXml, type PoolWish } from './poolXml';

const KINDS: PoolWish['kind'][] = ['dir', 'netfs', 'logical', 'iscsi'];

function empty(kind: PoolWish['kind'], name: string): PoolWish {
  switch (kind) {
    case 'dir':
      return { kind, name, path: '' };
    case 'netfs':
      return { kind, name, path: '', server: '', export: '', format: 'nfs' };
    case 'logical':
      return { kind, name, group: '' };
    case 'iscsi':
      return { kind, name, server: '', target: '' };
  }
}

/** Defines a pool, starts it, and lets it start with the host. */
export function CreatePoolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const hosts = useStore((state) => state.hosts);
  const [host, setHost] = useState(hosts[0]?.id ?? 'local');
  const [wish, setWish] = useState<PoolWish>(empty('dir', ''));
  const create = () => attempt('storage.creatingPool', async () => {
    const pool = await pools.create(host, poolXml(wish));
    try {
      if (wish.kind === 'dir') await pools.act(pool, 'build');
      await pools.act(pool, 'start');
      await pools.act(pool, 'autostart-on');
    } finally {
      await fetchPools();
    }
  }, { name: wish.name });
  return (
    <Dialog title={t('storage.newPool')} does={t('common.create')} ready={Object.values(wish).every((value) => value !== '')} onDo={create} onClose={onClose}>
      {hosts.length > 1 && <ChoiceField label={t('common.host')} value={host} onChange={setHost} options={hosts.map(({ id }) => [id, id] as const)} />}
      <ChoiceField label={t('common.type')} value={wish.kind} onChange={(kind) => { setWish(empty(kind, wish.name)); }} options={KINDS.map((kind) => [kind, t(`storage.kinds.${kind}`)] as const)} />
      <TextField label={t('common.name')} required value={wish.name} onChange={(name) => { setWish({ ...wish, name }); }} />
      <PoolFields wish={wish} onWish={setWish} />
    </Dialog>
  );
}

function PoolFields({ wish, onWish }: { wish: PoolWish; onWish: (wish: PoolWish) => void }) {
  const { t } = useTranslation();
  switch (wish.kind) {
    case 'dir':
      return <TextField label={t('storage.folder')} required value={wish.path} placeholder="/srv/images" onChange={(path) => { onWish({ ...wish, path }); }} />;
    case 'netfs':
      return (
        <>
          <TextField label={t('storage.server')} required value={wish.server} onChange={(server) => { onWish({ ...wish, server }); }} />
          <TextField label={t('storage.export')} required value={wish.export} onChange={(path) => { onWish({ ...wish, export: path }); }} />
          <ChoiceField label={t('storage.protocol')} value={wish.format} onChange={(format) => { onWish({ ...wish, format }); }} options={[['nfs', 'NFS'], ['cifs', 'SMB/CIFS']]} />
          <TextField label={t('storage.mount')} required value={wish.path} onChange={(path) => { onWish({ ...wish, path }); }} />
        </>
      );
    case 'logical':
      return <TextField label={t('storage.group')} required value={wish.group} onChange={(group) => { onWish({ ...wish, group }); }} />;
    case 'iscsi':
      return (
        <>
          <TextField label={t('storage.server')} required value={wish.server} onChange={(server) => { onWish({ ...wish, server }); }} />
          <TextField label={t('storage.iqn')} required value={wish.target} placeholder="iqn.2026-01.org.example:disks" onChange={(target) => { onWish({ ...wish, target }); }} />
        </>
      );
  }
}
