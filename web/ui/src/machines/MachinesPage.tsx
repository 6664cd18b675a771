import { PageSection, Title } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store';

export function MachinesPage() {
  const { t } = useTranslation();
  const machines = useStore((state) => state.machines);
  return (
    <PageSection>
      <Title headingLevel="h1">{t('nav.machines')}</Title>
      <p>{machines.size}</p>
    </PageSection>
  );
}
