import { Form } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { NicSourceFields } from '../machine/NicSourceFields';
import { ChoiceField, YesNoField } from '../parts/Fields';
import type { StepProps } from './WizardPage';

export function NetworkStep({ draft, onDraft }: StepProps) {
  const { t } = useTranslation();
  const { network } = draft;
  return (
    <Form onSubmit={(event) => { event.preventDefault(); }}>
      <YesNoField label={t('wizard.withNic')} value={network.kind !== 'none'} onChange={(on) => { onDraft({ ...draft, network: on ? { kind: 'user' } : { kind: 'none' } }); }} />
      {network.kind !== 'none' && <NicSourceFields host={draft.host} value={network} onChange={(next) => { onDraft({ ...draft, network: next }); }} />}
      <ChoiceField label={t('wizard.graphics')} value={draft.graphics} onChange={(graphics) => { onDraft({ ...draft, graphics }); }}
        options={[['vnc', t('wizard.vnc')], ['spice', 'SPICE'], ['none', t('wizard.serialOnly')]]} />
    </Form>
  );
}
