import {
  Card, CardBody, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Gallery, GalleryItem, Stack, StackItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Details, Machine } from '../api/types';
import { kib, percent, perSecond } from '../format';
import { Sparkline } from '../parts/Sparkline';
import { keyOf } from '../state';
import { useStore } from '../store';
import { text, within } from './json';

export function OverviewTab({ machine, details }: { machine: Machine; details: Details }) {
  return (
    <Stack hasGutter>
      <StackItem><Figures machine={machine} /></StackItem>
      <StackItem><Facts machine={machine} details={details} /></StackItem>
      {details.consoles.vnc && <StackItem><Picture machine={machine} /></StackItem>}
    </Stack>
  );
}

function Figures({ machine }: { machine: Machine }) {
  const { t } = useTranslation();
  const samples = useStore((state) => state.stats.get(keyOf(machine)));
  const last = samples?.at(-1);
  if (!samples || !last || machine.state !== 'running') return null;
  const figures = [
    { label: t('overview.cpu'), values: samples.map((each) => each.cpu), max: 100 * machine.vcpus, now: percent(last.cpu) },
    { label: t('overview.memory'), values: samples.map((each) => each.memoryKib), max: machine.memoryKib, now: kib(last.memoryKib) },
    { label: t('overview.disk'), values: samples.map((each) => each.rd + each.wr), max: 0, now: t('overview.readWrite', { rd: perSecond(last.rd), wr: perSecond(last.wr) }) },
    { label: t('overview.net'), values: samples.map((each) => each.rx + each.tx), max: 0, now: t('overview.inOut', { rx: perSecond(last.rx), tx: perSecond(last.tx) }) },
  ];
  return (
    <Gallery hasGutter minWidths={{ default: '15rem' }}>
      {figures.map(({ label, values, max, now }) => (
        <GalleryItem key={label}>
          <Card isCompact isFullHeight>
            <CardTitle>{label}</CardTitle>
            <CardBody><Sparkline wide values={values} max={max} /><span className="jv-num">{now}</span></CardBody>
          </Card>
        </GalleryItem>
      ))}
    </Gallery>
  );
}

function Facts({ machine, details }: { machine: Machine; details: Details }) {
  const { t } = useTranslation();
  const domain = details.live ?? details.next ?? {};
  const yesNo = (value: boolean) => (value ? t('common.yes') : t('common.no'));
  const facts: [string, string | undefined][] = [
    [t('common.host'), machine.host],
    ['UUID', machine.uuid],
    [t('overview.title'), machine.title],
    [t('overview.description'), text(within(domain, 'description'))],
    [t('overview.memory'), machine.memoryKib === machine.maxMemoryKib ? kib(machine.memoryKib) : `${kib(machine.memoryKib)} / ${kib(machine.maxMemoryKib)}`],
    ['vCPU', String(machine.vcpus)],
    [t('overview.virtType'), text(within(domain, 'type'))],
    [t('overview.board'), [text(within(domain, 'os', 'type', 'arch')), text(within(domain, 'os', 'type', 'machine'))].filter(Boolean).join(' · ')],
    [t('common.autostart'), yesNo(machine.autostart)],
    [t('overview.persistent'), yesNo(machine.persistent)],
    [t('overview.managedSave'), yesNo(machine.managedSave)],
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

function Picture({ machine }: { machine: Machine }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  return <img className="jv-picture" onError={() => { setShown(false); }} src={machines.screenshotUrl(machine)} alt={t('overview.picture', { name: machine.name })} />;
}
