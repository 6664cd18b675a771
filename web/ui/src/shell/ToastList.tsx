import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { dismiss, useToasts } from '../toasts';

/** How long good news stays; a failure stays until it is closed. */
const GOOD_NEWS_MS = 5000;

export function ToastList() {
  const { t } = useTranslation();
  return (
    <AlertGroup isToast isLiveRegion aria-label={t('shell.notes')}>
      {useToasts().map(({ id, tone, title, why, hint }) => (
        <Alert key={id} variant={tone} title={title} timeout={tone === 'danger' ? false : GOOD_NEWS_MS} onTimeout={() => { dismiss(id); }}
          actionClose={<AlertActionCloseButton title={title} onClose={() => { dismiss(id); }} />}>
          {why && <p>{why}</p>}
          {hint && <p><strong>{t('errors.whatToDo')}</strong> {hint}</p>}
        </Alert>
      ))}
    </AlertGroup>
  );
}
