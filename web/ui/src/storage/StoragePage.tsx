import { Button, Card, CardBody, CardExpandableContent, CardHeader, CardTitle, Flex, FlexItem, Label, PageSection, Progress, Stack, StackItem, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pools as calls } from '../api/calls';
import type { Pool, PoolAction } from '../api/types';
import { bytes } from '../format';
import { useMay } from '../login';
import { Dialog } from '../parts/Dialog';
import { Menu } from '../parts/Menu';
import { keyOf } from '../state';
import { useStore } from '../store';
import { fetchPools } from '../stream';
import { attempt } from '../toasts';
import { CreatePoolDialog } from './CreatePoolDialog';
import { Volumes } from './Volumes';

export default function StoragePage() {
  const { t } = useTranslation();
  const admin = useMay('admin');
  const pools = useStore((state) => state.pools);
  const [creating, setCreating] = useState(false);
  return (
    <PageSection isFilled>
      <Stack hasGutter>
        <StackItem>
          <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
            <Title headingLevel="h1">{t('nav.storage')}</Title>
            {admin && <Button onClick={() => { setCreating(true); }}>{t('storage.newPool')}</Button>}
          </Flex>
        </StackItem>
        {pools.length === 0 && <StackItem>{t('storage.noPools')}</StackItem>}
        {pools.map((pool) => <StackItem key={keyOf(pool)}><PoolCard pool={pool} /></StackItem>)}
      </Stack>
      {creating && <CreatePoolDialog onClose={() => { setCreating(false); }} />}
    </PageSection>
  );
}

function PoolCard({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const admin = useMay('admin');
  const [open, setOpen] = useState(false);
  const [doomed, setDoomed] = useState(false);
  const run = (action: PoolAction) => () => {
    void attempt('storage.changing', async () => {
      await calls.act(pool, action);
      await fetchPools();
    }, { name: pool.name });
  };
  const active = pool.state !== 'inactive';
  const entries = [
    ...(active ? [{ label: t('storage.refresh'), run: run('refresh') }, { label: t('storage.stop'), run: run('destroy') }] : [{ label: t('actions.start'), run: run('start') }, { label: t('storage.build'), run: run('build') }]),
    ...(pool.persistent ? [{ label: t(pool.autostart ? 'actions.autostart-off' : 'actions.autostart-on'), run: run(pool.autostart ? 'autostart-off' : 'autostart-on') }] : []),
    { label: t('common.delete'), danger: true, disabled: active, run: () => { setDoomed(true); } },
  ];
  return (
    <Card isExpanded={open} isCompact>
      <CardHeader onExpand={() => { setOpen(!open); }} toggleButtonProps={{ 'aria-label': t('storage.volumesOf', { name: pool.name }), 'aria-expanded': open }}
        {...(admin ? { actions: { actions: <Menu name={t('common.actionsOf', { name: pool.name })} entries={entries} /> } } : {})}>
        <CardTitle component="h2"><PoolTitle pool={pool} /></CardTitle>
      </CardHeader>
      <CardExpandableContent><CardBody>{active ? <Volumes pool={pool} /> : t('storage.startFirst')}</CardBody></CardExpandableContent>
      {doomed && (
        <Dialog danger title={t('storage.deletePool', { name: pool.name })} does={t('common.delete')} onClose={() => { setDoomed(false); }}
          onDo={() => attempt('storage.changing', async () => { await calls.remove(pool); await fetchPools(); }, { name: pool.name })}>
          <p>{t('storage.deletePoolHint')}</p>
        </Dialog>
      )}
    </Card>
  );
}

function PoolTitle({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const used = pool.capacity > 0 ? (100 * pool.allocation) / pool.capacity : 0;
  return (
    <Flex className="jv-pool">
      <FlexItem><strong>{pool.name}</strong></FlexItem>
      <FlexItem><Label isCompact color={pool.state === 'running' ? 'green' : 'grey'}>{t(`storage.states.${pool.state}`)}</Label></FlexItem>
      <FlexItem className="jv-muted jv-wrap">{pool.type}{pool.path ? ` · ${pool.path}` : ''}</FlexItem>
      {pool.capacity > 0 && (
        <FlexItem grow={{ default: 'grow' }} className="jv-meter">
          <Progress aria-label={t('storage.used', { name: pool.name })} value={used} size="sm" measureLocation="outside" label={t('storage.usedOf', { used: bytes(pool.allocation), all: bytes(pool.capacity) })} />
        </FlexItem>
      )}
    </Flex>
  );
}
