import { PageSection, Title, Wizard, WizardStep } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { machines } from '../api/calls';
import { put } from '../machines/actions';
import { pageOf } from '../machines/MachineRow';
import { useStore } from '../store';
import { attempt } from '../toasts';
import { DiskStep } from './DiskStep';
import { firstDraft, installOf, isComplete, STEPS, type Draft, type Step } from './draft';
import { NetworkStep } from './NetworkStep';
import { ReviewStep } from './ReviewStep';
import { SourceStep } from './SourceStep';
import { SystemStep } from './SystemStep';

export interface StepProps {
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

export default function WizardPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [draft, setDraft] = useDraft();
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    const well = await attempt('wizard.creating', async () => {
      const machine = await machines.install(installOf(draft));
      put(machine);
      const tab = draft.graphics === 'vnc' ? 'console' : 'serial';
      void navigate(draft.start ? `${pageOf(machine)}/${tab}` : pageOf(machine));
    }, { name: draft.name });
    if (!well) setBusy(false);
  };
  const complete = (step: Step) => isComplete(step, draft);
  return (
    <>
      <PageSection><Title headingLevel="h1">{t('wizard.title')}</Title></PageSection>
      <PageSection isFilled hasBodyWrapper={false} className="jv-wizard">
        <Wizard onClose={() => { void navigate('/machines'); }} onSave={() => { void create(); }} navAriaLabel={t('wizard.steps')}>
          {STEPS.map((step, at) => (
            <WizardStep key={step} id={step} name={t(`wizard.step.${step}`)} isDisabled={!STEPS.slice(0, at).every(complete)}
              footer={{
                isNextDisabled: !complete(step) || busy,
                nextButtonText: step === 'review' ? t(draft.start ? 'wizard.begin' : 'common.create') : t('wizard.next'),
                backButtonText: t('wizard.back'),
                cancelButtonText: t('common.cancel'),
              }}>
              <StepContent step={step} draft={draft} onDraft={setDraft} />
            </WizardStep>
          ))}
        </Wizard>
      </PageSection>
    </>
  );
}

/** Until something is answered, the draft follows what is known of the host: its lists may still be on their way. */
function useDraft(): [Draft, (draft: Draft) => void] {
  const hosts = useStore((state) => state.hosts);
  const pools = useStore((state) => state.pools);
  const networks = useStore((state) => state.networks);
  const [answered, setAnswered] = useState<Draft>();
  const host = hosts.find((each) => each.connected) ?? hosts[0];
  const own = pools.filter((each) => each.host === host?.id && each.state === 'running');
  const pool = own.find((each) => each.name === 'default') ?? own[0];
  const active = networks.filter((each) => each.host === host?.id && each.active);
  const network = active.find((each) => each.name === 'default') ?? active[0];
  return [answered ?? firstDraft(host, pool?.name ?? '', network?.name), setAnswered];
}

function StepContent({ step, ...rest }: StepProps & { step: Step }) {
  switch (step) {
    case 'source':
      return <SourceStep {...rest} />;
    case 'system':
      return <SystemStep {...rest} />;
    case 'disk':
      return <DiskStep {...rest} />;
    case 'network':
      return <NetworkStep {...rest} />;
    case 'review':
      return <ReviewStep {...rest} />;
  }
}
