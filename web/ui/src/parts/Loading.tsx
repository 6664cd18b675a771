import { Alert, AlertActionLink, Skeleton } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hintOf, whyOf } from '../toasts';
import type { Loaded } from './useLoaded';

/** What is fetched, or that it is on its way, or why it did not come. */
export function Loading<T>({ of, again, children }: { of: Loaded<T>; again: () => void; children: (value: T) => ReactNode }) {
  const { t } = useTranslation();
  switch (of.kind) {
    case 'loading':
      return <Skeleton height="8rem" screenreaderText={t('common.loading')} />;
    case 'failed':
      return (
        <Alert isInline variant="danger" title={whyOf(of.error)} actionLinks={<AlertActionLink onClick={again}>{t('common.again')}</AlertActionLink>}>
          {hintOf(of.error)}
        </Alert>
      );
    case 'ready':
      return children(of.value);
  }
}
