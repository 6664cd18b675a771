import { Form, FormGroup, Radio } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { InstallSource, Volume } from '../api/types';
import { ChoiceField, LongTextField, TextField } from '../parts/Fields';
import { VolumeField } from '../storage/VolumeField';
import { useStore } from '../store';
import { diskFor, emptySource } from './draft';
import type { StepProps } from './WizardPage';

const KINDS: InstallSource['kind'][] = ['iso', 'tree', 'import', 'cloud', 'pxe', 'none'];

export function SourceStep({ draft, onDraft }: StepProps) {
  const { t } = useTranslation();
  const hosts = useStore((state) => state.hosts);
  const take = (source: InstallSource) => { onDraft({ ...draft, source, disk: diskFor(source, draft.disk) }); };
  return (
    <Form onSubmit={(event) => { event.preventDefault(); }}>
      {hosts.length > 1 && (
        <ChoiceField label={t('common.host')} value={draft.host} onChange={(host) => { onDraft({ ...draft, host }); }} options={hosts.map(({ id, hostname }) => [id, hostname ?? id] as const)} />
      )}
      <FormGroup role="radiogroup" label={t('wizard.source')}>
        {KINDS.map((kind) => (
          <Radio key={kind} id={`source-${kind}`} name="source" label={t(`wizard.sources.${kind}`)} description={t(`wizard.sourceHelp.${kind}`)}
            isChecked={draft.source.kind === kind} onChange={() => { take(emptySource(kind)); }} />
        ))}
      </FormGroup>
      <SourceFields host={draft.host} source={draft.source} onSource={take} />
    </Form>
  );
}

const isIso = (volume: Volume) => volume.format === 'iso' || volume.name.toLowerCase().endsWith('.iso');

function SourceFields({ host, source, onSource }: { host: string; source: InstallSource; onSource: (source: InstallSource) => void }) {
  const { t } = useTranslation();
  switch (source.kind) {
    case 'iso':
      return <VolumeField host={host} label={t('wizard.iso')} help={t('wizard.isoHelp')} value={source.path} offers={isIso} onChange={(path) => { onSource({ kind: 'iso', path }); }} />;
    case 'tree':
      return <TextField label={t('wizard.url')} type="url" required value={source.url} placeholder="https://deb.debian.org/debian/dists/stable/main/installer-amd64/" onChange={(url) => { onSource({ kind: 'tree', url }); }} />;
    case 'import':
      return <VolumeField host={host} label={t('devices.image')} value={source.path} offers={(volume) => !isIso(volume)} onChange={(path) => { onSource({ kind: 'import', path }); }} />;
    case 'cloud':
      return (
        <>
          <VolumeField host={host} label={t('wizard.cloudImage')} value={source.image} offers={(volume) => !isIso(volume)} onChange={(image) => { onSource({ ...source, image }); }} />
          <TextField label={t('wizard.cloudUser')} required value={source.user} onChange={(user) => { onSource({ ...source, user }); }} />
          <TextField label={t('wizard.cloudPassword')} type="password" value={source.password ?? ''} onChange={(password) => { onSource({ ...source, password }); }} help={t('wizard.cloudHelp')} />
          <LongTextField label={t('wizard.cloudKey')} rows={2} value={source.sshKey ?? ''} onChange={(sshKey) => { onSource({ ...source, sshKey }); }} />
          <LongTextField label={t('wizard.cloudData')} value={source.userData ?? ''} onChange={(userData) => { onSource({ ...source, userData }); }} help={t('wizard.cloudDataHelp')} />
        </>
      );
    case 'pxe':
    case 'none':
      return null;
  }
}
