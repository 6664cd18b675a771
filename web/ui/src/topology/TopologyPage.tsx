import { Alert, FormSelect, FormSelectOption, PageSection, Stack, StackItem, Title } from '@patternfly/react-core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { machines as calls } from '../api/calls';
import type { Machine } from '../api/types';
import { pageOf } from '../machines/MachineRow';
import { Loading } from '../parts/Loading';
import { useLoaded } from '../parts/useLoaded';
import { useStore } from '../store';
import { nicsOf, topology, type Box, type Edge, type Nic, type Topology } from './topology';

/** NICs stand in a machine's details only, one call each: the picture is of this many machines, those that run first. */
const MOST_MACHINES = 60;
const AT_ONCE = 4;

export default function TopologyPage() {
  const { t } = useTranslation();
  const hosts = useStore((state) => state.hosts);
  const loaded = useStore((state) => state.loaded);
  const [chosen, setChosen] = useState<string>();
  const host = chosen ?? hosts[0]?.id;
  return (
    <PageSection isFilled>
      <Stack hasGutter>
        <StackItem><Title headingLevel="h1">{t('nav.topology')}</Title></StackItem>
        {hosts.length > 1 && (
          <StackItem>
            <FormSelect aria-label={t('common.host')} value={host} onChange={(_, next) => { setChosen(next); }}>
              {hosts.map(({ id }) => <FormSelectOption key={id} value={id} label={id} />)}
            </FormSelect>
          </StackItem>
        )}
        {loaded && host !== undefined && <StackItem><HostPicture key={host} host={host} /></StackItem>}
      </Stack>
    </PageSection>
  );
}

function HostPicture({ host }: { host: string }) {
  const { t } = useTranslation();
  const allNetworks = useStore((state) => state.networks);
  const machines = useStore((state) => state.machines);
  const networks = useMemo(() => allNetworks.filter((each) => each.host === host), [allNetworks, host]);
  const shown = useMemo(() => first([...machines.values()].filter((each) => each.host === host)), [machines, host]);
  const { loaded, again } = useLoaded(useCallback(() => allNics(shown), [shown]));
  return (
    <>
      {shown.length < machines.size && <Alert isInline isPlain variant="info" title={t('topology.some', { shown: shown.length, total: machines.size })} />}
      <Loading of={loaded} again={again}>{(nics) => <Picture topology={topology(networks, nics)} />}</Loading>
    </>
  );
}

const first = (machines: Machine[]) => machines.sort((a, b) => Number(b.state === 'running') - Number(a.state === 'running') || (a.name < b.name ? -1 : 1)).slice(0, MOST_MACHINES);

async function allNics(machines: readonly Machine[]): Promise<Nic[]> {
  const nics: Nic[] = [];
  for (let from = 0; from < machines.length; from += AT_ONCE) {
    const details = await Promise.allSettled(machines.slice(from, from + AT_ONCE).map((machine) => calls.details(machine)));
    nics.push(...details.flatMap((each) => (each.status === 'fulfilled' ? nicsOf(each.value) : []))); // one that went meanwhile has none
  }
  return nics;
}

const ROW = 56;
const BOX = { width: 220, title: 30, line: 18 };
const COLUMN = 340;
const heightOf = (box: Box) => BOX.title + box.lines.length * BOX.line + 6;
const topOf = (box: Box) => 12 + box.row * (ROW - 14);

function Picture({ topology: { boxes, edges, rows } }: { topology: Topology }) {
  const { t } = useTranslation();
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const width = 2 * COLUMN + BOX.width + 20;
  const height = rows * (ROW - 14) + 60;
  return (
    <div className="jv-topology">
      <svg width={width} height={height} viewBox={`0 0 ${String(width)} ${String(height)}`} role="group" aria-label={t('nav.topology')}>
        {edges.map((edge, at) => <Line key={at} edge={edge} from={byId.get(edge.from)} to={byId.get(edge.to)} />)}
        {boxes.map((box) => <BoxShape key={box.id} box={box} />)}
      </svg>
    </div>
  );
}

function Line({ edge, from, to }: { edge: Edge; from: Box | undefined; to: Box | undefined }) {
  if (!from || !to) return null;
  const x1 = from.column * COLUMN + BOX.width + 10;
  const x2 = to.column * COLUMN + 10;
  const y1 = topOf(from) + BOX.title / 2;
  const y2 = topOf(to) + BOX.title / 2;
  const middle = (x1 + x2) / 2;
  return (
    <path className={edge.active ? 'jv-edge jv-on' : 'jv-edge'} d={`M${String(x1)},${String(y1)} C${String(middle)},${String(y1)} ${String(middle)},${String(y2)} ${String(x2)},${String(y2)}`} />
  );
}

function BoxShape({ box }: { box: Box }) {
  const navigate = useNavigate();
  const { machine } = box;
  const open = machine && (() => { void navigate(pageOf(machine)); });
  const x = box.column * COLUMN + 10;
  const y = topOf(box);
  return (
    <g className={`jv-box jv-box-${String(box.column)}${box.active ? ' jv-on' : ''}`} aria-label={[box.title, ...box.lines].join(', ')}
      {...(open ? { role: 'link', tabIndex: 0, onClick: open, onKeyDown: (event: React.KeyboardEvent) => { if (event.key === 'Enter') open(); } } : { role: 'img' })}>
      <rect x={x} y={y} width={BOX.width} height={heightOf(box)} rx={6} />
      <text x={x + 12} y={y + 20} className="jv-box-title">{short(box.title)}</text>
      {box.lines.map((line, at) => <text key={at} x={x + 12} y={y + BOX.title + 8 + at * BOX.line} className="jv-box-line">{short(line)}</text>)}
    </g>
  );
}

/** As much as the box is wide. */
const short = (text: string) => (text.length > 26 ? `${text.slice(0, 25)}…` : text);
