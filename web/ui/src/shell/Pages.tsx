import { Bullseye, Spinner } from '@patternfly/react-core';
import { Suspense, lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import { MachinePage } from '../machine/MachinePage';
import { MachinesPage } from '../machines/MachinesPage';
import { follow } from '../stream';
import { Shell } from './Shell';

const AccountsPage = lazy(() => import('../people/AccountsPage'));
const AuditPage = lazy(() => import('../people/AuditPage'));
const HostsPage = lazy(() => import('../host/HostsPage'));
const NetworksPage = lazy(() => import('../networks/NetworksPage'));
const StoragePage = lazy(() => import('../storage/StoragePage'));
const TopologyPage = lazy(() => import('../topology/TopologyPage'));
const WizardPage = lazy(() => import('../wizard/WizardPage'));

/** The pages of whoever is logged in, and the stream that feeds them. */
export function Pages() {
  const { t } = useTranslation();
  useEffect(follow, []);
  return (
    <Shell>
      <Suspense fallback={<Bullseye><Spinner aria-label={t('common.loading')} /></Bullseye>}>
        <Routes>
          <Route path="/machines" element={<MachinesPage />} />
          <Route path="/machines/:host/:uuid/:tab?" element={<MachinePage />} />
          <Route path="/new" element={<WizardPage />} />
          <Route path="/storage" element={<StoragePage />} />
          <Route path="/networks" element={<NetworksPage />} />
          <Route path="/topology" element={<TopologyPage />} />
          <Route path="/hosts" element={<HostsPage />} />
          <Route path="/accounts" element={<AccountsPage />} />
          <Route path="/audit" element={<AuditPage />} />
          <Route path="*" element={<Navigate to="/machines" replace />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}
