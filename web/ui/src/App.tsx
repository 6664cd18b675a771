import { Bullseye, Spinner } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { HashRouter } from 'react-router';
import { LoginPage } from './shell/LoginPage';
import { Pages } from './shell/Pages';
import { ToastList } from './shell/ToastList';
import { useStore } from './store';

export function App() {
  return (
    <>
      <Gate />
      <ToastList />
    </>
  );
}

function Gate() {
  const { t } = useTranslation();
  const login = useStore((state) => state.login);
  switch (login.kind) {
    case 'unknown':
      return <Bullseye><Spinner aria-label={t('common.loading')} /></Bullseye>;
    case 'out':
      return <LoginPage />;
    case 'in':
      return <HashRouter><Pages /></HashRouter>;
  }
}
