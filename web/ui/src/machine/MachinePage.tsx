import {
  Breadcrumb, BreadcrumbItem, Bullseye, Button, EmptyState, EmptyStateBody, Flex, FlexItem, PageSection, Spinner, Tab, TabTitleText, Tabs, Title,
} from '@patternfly/react-core';
import { Suspense, lazy, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { machines as calls } from '../api/calls';
import type { Details, Machine, MachineAction } from '../api/types';
import { useMay } from '../login';
import { act, isHarsh, possible } from '../machines/actions';
import { HarshQuestion } from '../machines/HarshQuestion';
import { pageOf } from '../machines/MachineRow';
import { StateLabel } from '../machines/StateLabel';
import { Loading } from '../parts/Loading';
import { Menu } from '../parts/Menu';
import { useLoaded } from '../parts/useLoaded';
import { useStore } from '../store';
import { DeleteDialog } from './DeleteDialog';
import { DevicesTab } from './DevicesTab';
import { OverviewTab } from './OverviewTab';
import { RenameDialog } from './RenameDialog';
import { SnapshotsTab } from './SnapshotsTab';
import { XmlTab } from './XmlTab';

const ConsoleTab = lazy(() => import('./ConsoleTab'));
const SerialTab = lazy(() => import('./SerialTab'));

const TABS = ['overview', 'devices', 'console', 'serial', 'snapshots', 'xml'] as const;
type TabName = (typeof TABS)[number];

export function MachinePage() {
  const { host = '', uuid = '', tab = 'overview' } = useParams();
  const { t } = useTranslation();
  const machine = useStore((state) => state.machines.get(`${host}/${uuid}`));
  const loaded = useStore((state) => state.loaded);
  if (!machine && !loaded) return <Bullseye><Spinner aria-label={t('common.loading')} /></Bullseye>;
  if (!machine) {
    return (
      <EmptyState titleText={t('machine.gone')} headingLevel="h1">
        <EmptyStateBody>{t('machine.goneHint')} <Link to="/machines">{t('nav.machines')}</Link></EmptyStateBody>
      </EmptyState>
    );
  }
  const shown = TABS.find((each) => each === tab) ?? 'overview';
  return <MachineView key={`${host}/${uuid}`} machine={machine} tab={shown} />;
}

function MachineView({ machine, tab }: { machine: Machine; tab: TabName }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { host, uuid } = machine;
  const { loaded, again, put } = useLoaded(useCallback(() => calls.details({ host, uuid }), [host, uuid]));
  useEffect(again, [machine, again]); // its value was replaced: it started, stopped, was defined anew
  return (
    <>
      <PageSection>
        <Breadcrumb>
          <BreadcrumbItem><Link to="/machines">{t('nav.machines')}</Link></BreadcrumbItem>
          <BreadcrumbItem isActive>{machine.name}</BreadcrumbItem>
        </Breadcrumb>
        <Heading machine={machine} />
        <Tabs activeKey={tab} aria-label={t('machine.tabs')} onSelect={(_, key) => { void navigate(`${pageOf(machine)}/${String(key)}`, { replace: true }); }}>
          {TABS.map((each) => <Tab key={each} eventKey={each} title={<TabTitleText>{t(`machine.tab.${each}`)}</TabTitleText>} />)}
        </Tabs>
      </PageSection>
      <PageSection isFilled>
        <Loading of={loaded} again={again}>{(details) => <Content tab={tab} machine={machine} details={details} again={again} put={put} />}</Loading>
      </PageSection>
    </>
  );
}

function Content({ tab, machine, details, again, put }: { tab: TabName; machine: Machine; details: Details; again: () => void; put: (details: Details) => void }) {
  const { t } = useTranslation();
  const wait = <Bullseye><Spinner aria-label={t('common.loading')} /></Bullseye>;
  switch (tab) {
    case 'overview':
      return <OverviewTab machine={machine} details={details} />;
    case 'devices':
      return <DevicesTab machine={machine} details={details} again={again} />;
    case 'console':
      return <Suspense fallback={wait}><ConsoleTab machine={machine} available={details.consoles.vnc} /></Suspense>;
    case 'serial':
      return <Suspense fallback={wait}><SerialTab machine={machine} aliases={details.consoles.serial} /></Suspense>;
    case 'snapshots':
      return <SnapshotsTab machine={machine} />;
    case 'xml':
      return <XmlTab machine={machine} hasLive={Boolean(details.live)} hasNext={Boolean(details.next)} onSaved={put} />;
  }
}

function Heading({ machine }: { machine: Machine }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const operator = useMay('operator');
  const [question, setQuestion] = useState<MachineAction>();
  const [dialog, setDialog] = useState<'rename' | 'delete'>();
  const run = (action: MachineAction) => {
    if (isHarsh(action)) setQuestion(action);
    else void act(action, [machine]);
  };
  const [first, ...others] = possible(machine);
  const entries = [
    ...others.map((action) => ({ label: t(`actions.${action}`), danger: isHarsh(action), run: () => { run(action); } })),
    { label: t('machine.rename'), run: () => { setDialog('rename'); } },
    { label: t('machines.delete'), danger: true, run: () => { setDialog('delete'); } },
  ];
  return (
    <Flex className="jv-heading">
      <FlexItem><Title headingLevel="h1" className="jv-wrap">{machine.name}</Title></FlexItem>
      <FlexItem><StateLabel state={machine.state} /></FlexItem>
      {operator && first && <FlexItem align={{ default: 'alignRight' }}><Button variant={first === 'start' ? 'primary' : 'secondary'} onClick={() => { run(first); }}>{t(`actions.${first}`)}</Button></FlexItem>}
      {operator && <FlexItem><Menu name={t('common.actionsOf', { name: machine.name })} entries={entries} /></FlexItem>}
      {question && <HarshQuestion action={question} machines={[machine]} onClose={() => { setQuestion(undefined); }} />}
      {dialog === 'rename' && <RenameDialog machine={machine} onClose={() => { setDialog(undefined); }} />}
      {dialog === 'delete' && <DeleteDialog machine={machine} onClose={() => { setDialog(undefined); }} onDeleted={() => { void navigate('/machines'); }} />}
    </Flex>
  );
}
