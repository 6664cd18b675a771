import { Bullseye, Button, Checkbox, EmptyState, EmptyStateBody, PageSection, Spinner, Title } from '@patternfly/react-core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Machine, MachineAction } from '../api/types';
import { VirtualRows } from '../parts/VirtualRows';
import { keyOf } from '../state';
import { useStore } from '../store';
import { DeleteDialog } from '../machine/DeleteDialog';
import { act, isHarsh } from './actions';
import { HarshQuestion } from './HarshQuestion';
import { ALL, COLUMNS, listed, sortedBy, type Column, type Listing } from './listing';
import { MachineRow, pageOf } from './MachineRow';
import { MachinesToolbar } from './MachinesToolbar';

/** In pixels; the style sheet's rows are as high. */
const ROW_HEIGHT = 44;
const NO_STATS = new Map();

export function MachinesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const machines = useStore((state) => state.machines);
  const loaded = useStore((state) => state.loaded);
  const withHost = useStore((state) => state.hosts.length > 1);
  const [listing, setListing] = useState<Listing>(ALL);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [question, setQuestion] = useState<{ action: MachineAction; machines: readonly Machine[] }>();
  const [doomed, setDoomed] = useState<Machine>();
  const stats = useStore((state) => (listing.column === 'cpu' ? state.stats : NO_STATS));
  const shown = useMemo(() => listed(machines.values(), stats, listing), [machines, stats, listing]);
  const chosen = useMemo(() => shown.filter((machine) => selected.has(keyOf(machine))), [shown, selected]);

  const toggle = (machine: Machine) => {
    const next = new Set(selected);
    if (!next.delete(keyOf(machine))) next.add(keyOf(machine));
    setSelected(next);
  };
  const run = (action: MachineAction, on: readonly Machine[]) => {
    if (isHarsh(action)) setQuestion({ action, machines: on });
    else void act(action, on);
  };
  return (
    <PageSection isFilled className={withHost ? 'jv-machines jv-with-host' : 'jv-machines'}>
      <Title headingLevel="h1">{t('nav.machines')}</Title>
      <MachinesToolbar listing={listing} onListing={setListing} shown={shown.length} total={machines.size} chosen={chosen}
        onAct={(action) => { run(action, chosen); }} onDelete={() => { setDoomed(chosen[0]); }} />
      {!loaded && <Bullseye><Spinner aria-label={t('common.loading')} /></Bullseye>}
      {loaded && shown.length === 0 && <Nothing filtered={machines.size > 0} onAll={() => { setListing(ALL); }} />}
      {loaded && shown.length > 0 && (
        <VirtualRows label={t('nav.machines')} items={shown} keyOf={keyOf} rowHeight={ROW_HEIGHT} isSelected={(machine) => selected.has(keyOf(machine))}
          onOpen={(machine) => { void navigate(pageOf(machine)); }} onToggle={toggle}
          head={<Head listing={listing} onListing={setListing} withHost={withHost} all={chosen.length === shown.length} some={chosen.length > 0}
            onAll={(all) => { setSelected(new Set(all ? shown.map(keyOf) : [])); }} />}
          row={(machine, focused) => (
            <MachineRow machine={machine} focused={focused} withHost={withHost} selected={selected.has(keyOf(machine))} onToggle={() => { toggle(machine); }}
              onAct={(action) => { run(action, [machine]); }} />
          )} />
      )}
      {question && <HarshQuestion {...question} onClose={() => { setQuestion(undefined); }} />}
      {doomed && <DeleteDialog machine={doomed} onClose={() => { setDoomed(undefined); }} onDeleted={() => { setSelected(new Set()); }} />}
    </PageSection>
  );
}

interface HeadProps {
  listing: Listing;
  onListing: (listing: Listing) => void;
  withHost: boolean;
  all: boolean;
  some: boolean;
  onAll: (all: boolean) => void;
}

function Head({ listing, onListing, withHost, all, some, onAll }: HeadProps) {
  const { t } = useTranslation();
  const sort = (column: Column) => (listing.column !== column ? 'none' : listing.descending ? 'descending' : 'ascending');
  const narrow = (column: Column) => column === 'name' || column === 'state';
  return (
    <>
      <div role="columnheader"><Checkbox id="select-all" aria-label={t('machines.selectAll')} isChecked={all ? true : some ? null : false} onChange={(_, on) => { onAll(on); }} /></div>
      {COLUMNS.filter((column) => withHost || column !== 'host').map((column) => (
        <div key={column} role="columnheader" aria-sort={sort(column)} className={narrow(column) ? undefined : 'jv-wide-only'}>
          <Button variant="plain" size="sm" className="jv-sort" onClick={() => { onListing(sortedBy(listing, column)); }}>
            {t(`machines.columns.${column}`)} <span aria-hidden="true">{{ none: '', ascending: '↑', descending: '↓' }[sort(column)]}</span>
          </Button>
        </div>
      ))}
      <div role="columnheader" aria-label={t('common.actions')} />
    </>
  );
}

function Nothing({ filtered, onAll }: { filtered: boolean; onAll: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState titleText={filtered ? t('machines.noneFound') : t('machines.noneYet')} headingLevel="h2">
      <EmptyStateBody>{filtered ? <Button variant="link" onClick={onAll}>{t('machines.showAll')}</Button> : t('machines.noneYetHint')}</EmptyStateBody>
    </EmptyState>
  );
}
