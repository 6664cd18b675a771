import { Form, FormGroup, Radio } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { InstallDisk } from '../api/types';
import { bytes } from '../format';
import { ChoiceField, NumberField } from '../parts/Fields';
import { VolumeField } from '../storage/VolumeField';
import { useStore } from '../store';
import type { StepProps } from './WizardPage';

const GIB = 1024 ** 3;

export function DiskStep({ draft, onDraft }: StepProps) {
  const { t } = useTranslation();
  const all = useStore((state) => state.pools);
  const pools = all.filter((pool) => pool.host === draft.host && pool.state === 'running');
  const { disk } = draft;
  const put = (next: InstallDisk) => { onDraft({ ...draft, disk: next }); };
  const kinds: [InstallDisk['kind'], InstallDisk][] = [
    ['new', { kind: 'new', pool: pools[0]?.name ?? '', sizeGib: 20, format: 'qcow2' }], ['existing', { kind: 'existing', path: '' }], ['none', { kind: 'none' }],
  ];
  const pool = disk.kind === 'new' ? pools.find((each) => each.name === disk.pool) : undefined;
  const sparse = pool !== undefined && disk.kind === 'new' && disk.sizeGib * GIB > pool.available;
  return (
    <Form onSubmit={(event) => { event.preventDefault(); }}>
      <FormGroup role="radiogroup" label={t('wizard.disk')}>
        {kinds.map(([kind, empty]) => (
          <Radio key={kind} id={`disk-${kind}`} name="disk" label={t(`wizard.disks.${kind}`)} isChecked={disk.kind === kind} onChange={() => { put(empty); }} />
        ))}
      </FormGroup>
      {disk.kind === 'new' && (
        <>
          <ChoiceField label={t('wizard.pool')} value={disk.pool} onChange={(name) => { put({ ...disk, pool: name }); }} wrong={pools.length === 0 ? t('wizard.noPool') : undefined}
            options={pools.map((each) => [each.name, t('wizard.poolFree', { name: each.name, free: bytes(each.available) })] as const)} />
          <NumberField label={t('storage.size')} unit="GiB" step={5} value={disk.sizeGib} help={sparse ? t('wizard.larger') : undefined} onChange={(sizeGib) => { put({ ...disk, sizeGib }); }} />
          <ChoiceField label={t('storage.format')} value={disk.format} onChange={(format) => { put({ ...disk, format }); }} options={[['qcow2', t('wizard.qcow2')], ['raw', t('wizard.raw')]]} />
        </>
      )}
      {disk.kind === 'existing' && <VolumeField host={draft.host} label={t('devices.image')} value={disk.path} onChange={(path) => { put({ kind: 'existing', path }); }} />}
      {disk.kind === 'none' && (draft.source.kind === 'import' || draft.source.kind === 'cloud') && <p>{t('wizard.ownDisk')}</p>}
    </Form>
  );
}
