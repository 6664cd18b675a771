import {
  Alert, Card, CardBody, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Gallery, GalleryItem, Label, PageSection, Stack, StackItem, Title,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { Host } from '../api/types';
import { kib, percent } from '../format';
import { Sparkline } from '../parts/Sparkline';
import { useStore } from '../store';

export default function HostsPage() {
  const { t } = useTranslation();
  const hosts = useStore((state) => state.hosts);
  return (
    <PageSection isFilled>
      <Stack hasGutter>
        <StackItem><Title headingLevel="h1">{t('nav.hosts')}</Title></StackItem>
        {hosts.map((host) => <StackItem key={host.id}><HostCard host={host} /></StackItem>)}
      </Stack>
    </PageSection>
  );
}

function HostCard({ host }: { host: Host }) {
  const { t } = useTranslation();
  return (
    <Card>
      <CardTitle component="h2">{host.hostname ?? host.id} <Label isCompact color={host.connected ? 'green' : 'red'}>{t(host.connected ? 'hosts.connected' : 'hosts.disconnected')}</Label></CardTitle>
      <CardBody>
        <Stack hasGutter>
          {host.error && <StackItem><Alert isInline variant="danger" title={host.error}>{t('hosts.errorHint', { uri: host.uri })}</Alert></StackItem>}
          {host.kvm && !host.kvm.fit && <StackItem><Alert isInline variant="warning" title={t('hosts.noKvm')}>{host.kvm.why}</Alert></StackItem>}
          <StackItem><Figures host={host} /></StackItem>
          <StackItem><Facts host={host} /></StackItem>
        </Stack>
      </CardBody>
    </Card>
  );
}

function Figures({ host }: { host: Host }) {
  const { t } = useTranslation();
  const samples = useStore((state) => state.hostStats.get(host.id));
  const last = samples?.at(-1);
  if (!samples || !last) return null;
  const memory = host.memoryKib ?? 0;
  const figures = [
    { label: t('hosts.cpu'), values: samples.map((each) => each.cpu), max: 100, now: percent(last.cpu) },
    { label: t('hosts.memory'), values: samples.map((each) => memory - each.freeKib), max: memory, now: t('storage.usedOf', { used: kib(memory - last.freeKib), all: kib(memory) }) },
  ];
  return (
    <Gallery hasGutter minWidths={{ default: '18rem' }}>
      {figures.map(({ label, values, max, now }) => (
        <GalleryItem key={label}>
          <Card isCompact variant="secondary"><CardTitle component="h3">{label}</CardTitle><CardBody><Sparkline wide values={values} max={max} /><span className="jv-num">{now}</span></CardBody></Card>
        </GalleryItem>
      ))}
    </Gallery>
  );
}

function Facts({ host }: { host: Host }) {
  const { t } = useTranslation();
  const running = useStore((state) => [...state.machines.values()].filter((machine) => machine.host === host.id && machine.state === 'running').length);
  const facts: [string, string | undefined][] = [
    [t('hosts.uri'), host.uri],
    [t('hosts.cpus'), host.cpus === undefined ? undefined : [String(host.cpus), host.cpuModel, host.mhz === undefined ? undefined : `${String(host.mhz)} MHz`].filter(Boolean).join(' · ')],
    [t('overview.memory'), host.memoryKib === undefined ? undefined : kib(host.memoryKib)],
    [t('hosts.hypervisor'), [host.type, host.hypervisor].filter(Boolean).join(' ')],
    [t('hosts.library'), host.library],
    ['KVM', host.kvm ? t(host.kvm.fit ? 'hosts.kvmFit' : 'hosts.kvmUnfit') : undefined],
    [t('hosts.running'), String(running)],
  ];
  return (
    <DescriptionList isHorizontal isCompact columnModifier={{ default: '1Col', xl: '2Col' }}>
      {facts.filter(([, value]) => value).map(([label, value]) => (
        <DescriptionListGroup key={label}>
          <DescriptionListTerm>{label}</DescriptionListTerm>
          <DescriptionListDescription className="jv-wrap">{value}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
